//! The same figure of several runs: the mean of each line, and a band from the lowest to the highest.

use std::any::Any;

use crate::axes::Axes;
use crate::color::Color;
use crate::figure::{Figure, Panel};
use crate::line::Line;

/// Numbers of the lines of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves(Vec<Curve>);

/// A line that stands for its run as a whole: not faint, as single values behind their mean are.
#[derive(Clone, Debug, PartialEq)]
struct Curve {
    /// Title of the panel, and label of the line.
    names: (String, Option<String>),
    /// Number of the panel, and of the line among all that is drawn into it.
    place: (usize, usize),
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Figure {
    /// The lines of a figure, for [`Figure::add_band`] of the same figure of another run.
    pub fn curves(&self) -> Curves {
        let mut curves = Vec::new();
        for (i, panel) in self.panels.iter().enumerate() {
            let Panel::Plane(axes) = panel else { continue };
            for (j, artist) in axes.artists.iter().enumerate() {
                let line = (artist.as_ref() as &dyn Any).downcast_ref::<Line>();
                let Some(line) = line.filter(|line| line.look.alpha == 1.0) else { continue };
                let names = (axes.title.text.clone(), line.look.label.clone());
                curves.push(Curve { names, place: (i, j), x: line.x.clone(), y: line.y.clone() });
            }
        }
        Curves(curves)
    }

    /// Makes each line the mean of those of this figure and of `others`, in a band from the lowest to the highest, as far
    /// as all of them go. Single values that lie faint behind a line are those of one run, and make room for its band.
    /// A line stays as it is if it has another name, panel or x in another run, or is the same in all of them.
    ///
    /// ```
    /// use plot::{Axes, Figure};
    /// let run = |y: [f64; 2]| {
    ///     let mut ax = Axes::new();
    ///     ax.plot_y(y).label("loss");
    ///     Figure::from(ax)
    /// };
    /// let mut figure = run([5.0, 1.0]);
    /// figure.add_band(&[run([3.0, 1.0]).curves(), run([1.0, 4.0]).curves()]);
    /// let (mean, band) = ("1,loss,0,3,\n1,loss,1,2,\n", "0,1,5\n");
    /// assert!(figure.csv().contains(mean) && figure.csv().contains(band), "{}", figure.csv());
    /// ```
    pub fn add_band(&mut self, others: &[Curves]) {
        let runs = others.len() + 1;
        let mut colors = vec![Vec::new(); self.panels.len()];
        for Curve { names, place: (i, j), x, y } in self.curves().0 {
            let same = |curves: &Curves| {
                let mut named = curves.0.iter().filter(|other| other.names == names && other.place == (i, j));
                named.next().map(|other| (other.x.clone(), other.y.clone()))
            };
            let Some(mut all) = others.iter().map(same).collect::<Option<Vec<_>>>() else { continue };
            all.push((x, y));
            if let (Some(band), Panel::Plane(axes)) = (Band::of(&all), &mut self.panels[i]) {
                colors[i].push(band.draw(axes, j, runs));
            }
        }
        for (panel, colors) in self.panels.iter_mut().zip(colors) {
            let Panel::Plane(axes) = panel else { continue };
            axes.artists.retain(|artist| {
                let line = (artist.as_ref() as &dyn Any).downcast_ref::<Line>();
                let faint = line.filter(|line| line.look.alpha < 1.0).and_then(|line| line.look.color);
                !faint.is_some_and(|color| colors.contains(&color))
            });
        }
    }
}

struct Band {
    x: Vec<f64>,
    mean: Vec<f64>,
    lowest: Vec<f64>,
    highest: Vec<f64>,
}

impl Band {
    /// That of the lines (x, y), as far as all of them go; `None` if they have other x, or do not differ.
    fn of(lines: &[(Vec<f64>, Vec<f64>)]) -> Option<Self> {
        let n = lines.iter().map(|(x, _)| x.len()).min()?;
        let x = lines[0].0[..n].to_vec();
        if lines.iter().any(|(other, _)| other[..n] != x) || lines.iter().all(|line| line.1[..n] == lines[0].1[..n]) {
            return None;
        }
        let each = |value: &dyn Fn(&[f64]) -> f64| -> Vec<f64> {
            (0..n).map(|k| value(&Vec::from_iter(lines.iter().map(|(_, y)| y[k])))).collect()
        };
        // Unlike `f64::min`, which ignores NaN: where a run has no value, there is no band.
        let order = |a: f64, b: f64, first: bool| {
            if a.is_nan() || b.is_nan() {
                f64::NAN
            } else if (a < b) == first {
                a
            } else {
                b
            }
        };
        let extreme = |lowest: bool| {
            each(&|values| values.iter().copied().reduce(|a, b| order(a, b, lowest)).unwrap_or(f64::NAN))
        };
        let mean = each(&|values| values.iter().sum::<f64>() / values.len() as f64);
        Some(Self { x, mean, lowest: extreme(true), highest: extreme(false) })
    }

    /// In place of the line `j`, in its colour, which is returned. The first of the axes tells in the legend what the bands are.
    fn draw(self, axes: &mut Axes, j: usize, runs: usize) -> Color {
        let color: Color = axes.colored()[j].1;
        let line: &mut dyn Any = axes.artists[j].as_mut();
        let line: &mut Line = line.downcast_mut().expect("a line was here");
        let color = line.look.color.unwrap_or(color);
        (line.x, line.y) = (self.x.clone(), self.mean);
        let label = format!("mean and range of {runs} seeds");
        let listed = axes.keys().iter().any(|(text, _)| *text == label);
        let band = axes.fill_between(self.x, self.lowest, self.highest).color(color).alpha(0.2);
        if !listed {
            band.label(label);
        }
        color
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axes::Axes;

    fn run(title: &str, label: &str, x: &[f64], y: &[f64]) -> Figure {
        let mut ax = Axes::new();
        ax.title(title);
        ax.plot(x, y).label(label);
        ax.plot(x, y).alpha(0.25).label("faint");
        ax.hline(0.5);
        Figure::grid(1, 1, [ax])
    }

    #[test]
    fn a_band_goes_from_the_lowest_to_the_highest_as_far_as_all_go() {
        let x = [1.0, 2.0, 3.0, 4.0];
        let mut figure = run("", "a", &x, &[1.0, 2.0, 3.0, 4.0]);
        figure.add_band(&[run("", "a", &x[..3], &[3.0, 1.0, f64::NAN]).curves(), run("", "a", &x, &[2.0; 4]).curves()]);
        let csv = figure.csv();
        let rows = |series: &str| {
            csv.lines()
                .filter(|row| row.contains(series))
                .map(|row| row.rsplit(series).next().unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(rows(",a,"), ["1,2,", "2,1.6666666666666667,", "3,NaN,"]);
        assert_eq!(rows("mean and range of 3 seeds,"), ["1,1,3", "2,1,2", "3,NaN,NaN"]);
        assert_eq!(rows(",faint,"), ["1,1,", "2,2,", "3,3,", "4,4,"]);
    }

    #[test]
    fn single_values_behind_their_mean_make_room_for_the_band() {
        let run = |y: f64| {
            let mut ax = Axes::new();
            ax.plot_noisy([y, y, 2.0 * y], "batch", 2);
            ax.plot_noisy([5.0; 3], "other", 2);
            Figure::from(ax)
        };
        let mut figure = run(1.0);
        figure.add_band(&[run(3.0).curves()]);
        let csv = figure.csv();
        let rows = |series: &str| csv.lines().filter(|row| row.contains(series)).count();
        assert_eq!(["each batch", "each other", "mean of 2,", "mean and range"].map(rows), [0, 3, 6, 3], "{csv}");
    }

    #[test]
    fn lines_that_do_not_belong_together_stay_as_they_are() {
        let ours = || run("p", "a", &[0.0, 1.0], &[1.0, 2.0]);
        let y = [3.0, 4.0];
        for other in [
            run("q", "a", &[0.0, 1.0], &y),
            run("p", "b", &[0.0, 1.0], &y),
            run("p", "a", &[0.0, 2.0], &y),
            ours(),
            Figure::from(Axes::new()),
        ] {
            let mut figure = ours();
            figure.add_band(&[other.curves()]);
            assert_eq!(figure.csv(), ours().csv());
        }
    }

    #[test]
    fn each_band_has_the_colour_of_its_line_and_one_is_in_the_legend() {
        let two = |y: f64| {
            let mut ax = Axes::new();
            ax.plot([0.0, 1.0], [y, y]);
            ax.plot([0.0, 1.0], [y + 5.0, y + 5.0]);
            ax.xlim(0.0, 1.0).ylim(0.0, 10.0).axis_off();
            ax
        };
        let mut figure = Figure::from(two(1.0));
        figure.add_band(&[Figure::from(two(3.0)).curves()]);
        let canvas = figure.draw().unwrap();
        // The box is 618×458 pixels at (11, 11).
        let at = |y: f64| canvas.pixel(200, (469.0 - 45.8 * y) as usize);
        let faint = |color: Color| Color::WHITE.mix(color, 0.2);
        for (y, color) in [(1.5, Color::C0), (6.5, Color::C1)] {
            let (drawn, expected) = (at(y), faint(color));
            let close = [(drawn.r, expected.r), (drawn.g, expected.g), (drawn.b, expected.b)];
            assert!(close.iter().all(|(a, b)| a.abs_diff(*b) <= 2), "{drawn:?} {expected:?}");
        }
        assert_eq!([at(0.5), at(4.0), at(9.0)], [Color::WHITE; 3]);
        let Panel::Plane(axes) = &figure.panels[0] else { panic!("plane axes") };
        assert_eq!(axes.keys().len(), 1);
    }
}
