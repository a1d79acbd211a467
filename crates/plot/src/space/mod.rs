//! Three-dimensional axes: wireframes and arrows.

mod draw;

use crate::artist::Rows;
use crate::axes::same_length;
use crate::color::Color;
use crate::data::{Grid, Values, finite_range};
use ndarray::Array2;

/// Three-dimensional axes, seen from a point above by default.
///
/// ```
/// use ndarray::Array2;
/// use plot::{Axes3, Figure};
/// let x = plot::linspace(-3.0, 3.0, 25);
/// let z = Array2::from_shape_fn((25, 25), |(i, j)| x[j] * x[j] + x[i] * x[i]);
/// let mut ax = Axes3::new();
/// ax.xlabel("x₀").ylabel("x₁").zlabel("f(x)");
/// ax.wireframe(&x, &x, &z);
/// let figure = Figure::from(ax);
/// ```
#[derive(Clone, Debug)]
pub struct Axes3 {
    pub(crate) title: String,
    labels: [String; 3],
    limits: [Option<(f64, f64)>; 2],
    elevation: f64,
    azimuth: f64,
    things: Vec<Thing>,
}

#[derive(Clone, Debug)]
enum Thing {
    Surface(Surface),
    Arrows(Arrows3),
}

/// A wireframe, made by [`Axes3::wireframe`].
#[derive(Clone, Debug)]
pub struct Surface {
    x: Vec<f64>,
    y: Vec<f64>,
    z: Array2<f64>,
    alpha: f64,
}

/// Arrows in space, made by [`Axes3::quiver`].
#[derive(Clone, Debug)]
pub struct Arrows3 {
    from: [Vec<f64>; 3],
    by: [Vec<f64>; 3],
    color: Color,
    width: f64,
    scale: Option<f64>,
}

impl Default for Axes3 {
    fn default() -> Self {
        Self {
            title: String::new(),
            labels: Default::default(),
            limits: [None; 2],
            elevation: 30.0,
            azimuth: -60.0,
            things: Vec::new(),
        }
    }
}

impl Axes3 {
    /// Empty axes, seen from 30° above and 60° to the left of the horizontal axis' far end (matplotlib's view).
    pub fn new() -> Self {
        Self::default()
    }

    /// The title above.
    pub fn title(&mut self, title: impl Into<String>) -> &mut Self {
        self.title = title.into();
        self
    }

    /// What the first axis means.
    pub fn xlabel(&mut self, label: impl Into<String>) -> &mut Self {
        self.labels[0] = label.into();
        self
    }

    /// What the second axis means.
    pub fn ylabel(&mut self, label: impl Into<String>) -> &mut Self {
        self.labels[1] = label.into();
        self
    }

    /// What the vertical axis means.
    pub fn zlabel(&mut self, label: impl Into<String>) -> &mut Self {
        self.labels[2] = label.into();
        self
    }

    /// The ends of the first axis.
    pub fn xlim(&mut self, lo: f64, hi: f64) -> &mut Self {
        self.limits[0] = Some((lo, hi));
        self
    }

    /// The ends of the second axis.
    pub fn ylim(&mut self, lo: f64, hi: f64) -> &mut Self {
        self.limits[1] = Some((lo, hi));
        self
    }

    /// Where it is seen from, in degrees: above the ground plane, and around the vertical axis (30 and -60 are the defaults).
    pub fn view(&mut self, elevation: f64, azimuth: f64) -> &mut Self {
        (self.elevation, self.azimuth) = (elevation.clamp(-89.0, 89.0), azimuth);
        self
    }

    /// The rows and columns of `z[i, j]`, the height at `(x[j], y[i])`, as lines.
    ///
    /// # Panics
    /// If `z` is not `y.len()`×`x.len()`.
    #[track_caller]
    pub fn wireframe(&mut self, x: impl Values, y: impl Values, z: impl Grid) -> &mut Surface {
        self.things.push(Thing::Surface(Surface::new(x.values(), y.values(), z.grid())));
        match self.things.last_mut() {
            Some(Thing::Surface(surface)) => surface,
            _ => unreachable!("just pushed"),
        }
    }

    /// Arrows from `(x, y, z)` along `(u, v, w)`. Without [`Arrows3::scale`] the longest takes an eighth of the box. No arrow is drawn where its length is 0.
    ///
    /// # Panics
    /// If the lengths differ.
    #[track_caller]
    pub fn quiver(
        &mut self,
        (x, y, z): (impl Values, impl Values, impl Values),
        (u, v, w): (impl Values, impl Values, impl Values),
    ) -> &mut Arrows3 {
        let (from, by) = ([x.values(), y.values(), z.values()], [u.values(), v.values(), w.values()]);
        for other in from.iter().chain(&by) {
            same_length("quiver", &from[0], other);
        }
        self.things.push(Thing::Arrows(Arrows3 { from, by, color: Color::DARK_GRAY, width: 1.0, scale: None }));
        match self.things.last_mut() {
            Some(Thing::Arrows(arrows)) => arrows,
            _ => unreachable!("just pushed"),
        }
    }

    /// The ends of the three axes.
    fn ranges(&self) -> [(f64, f64); 3] {
        std::array::from_fn(|axis| {
            let values = self.things.iter().flat_map(|thing| match (thing, axis) {
                (Thing::Surface(s), 0) => s.x.clone(),
                (Thing::Surface(s), 1) => s.y.clone(),
                (Thing::Surface(s), _) => s.z.iter().copied().collect(),
                (Thing::Arrows(a), _) => a.from[axis].clone(),
            });
            let (lo, hi) = finite_range(&values.collect::<Vec<_>>()).unwrap_or((0.0, 1.0));
            let usable = |&(lo, hi): &(f64, f64)| lo.is_finite() && hi.is_finite() && lo != hi;
            let margin = if lo < hi { 0.025 * (hi - lo) } else { 0.5 };
            let data = (lo - margin, hi + margin);
            self.limits.get(axis).copied().flatten().filter(usable).unwrap_or(data)
        })
    }

    pub(crate) fn rows(&self, rows: &mut Rows) {
        for thing in &self.things {
            match thing {
                Thing::Surface(s) => {
                    let series = rows.series(None, "wireframe");
                    s.z.indexed_iter().for_each(|((i, j), &z)| rows.push(&series, &[s.x[j], s.y[i], z]));
                }
                Thing::Arrows(a) => {
                    let series = rows.series(None, "quiver");
                    let ([x, y, z], [u, v, w]) = (&a.from, &a.by);
                    (0..x.len()).for_each(|i| rows.push(&series, &[x[i], y[i], z[i], u[i], v[i], w[i]]));
                }
            }
        }
    }
}

impl Surface {
    #[track_caller]
    fn new(x: Vec<f64>, y: Vec<f64>, z: Array2<f64>) -> Self {
        let (rows, columns) = z.dim();
        assert_eq!(
            (rows, columns),
            (y.len(), x.len()),
            "surface: z is {rows}×{columns} but y×x {}×{}",
            y.len(),
            x.len()
        );
        Self { x, y, z, alpha: 1.0 }
    }

    /// Opacity, 0 (invisible) to 1.
    pub fn alpha(&mut self, alpha: f64) -> &mut Self {
        self.alpha = alpha;
        self
    }
}

impl Arrows3 {
    /// The colour (dark gray by default).
    pub fn color(&mut self, color: Color) -> &mut Self {
        self.color = color;
        self
    }

    /// The width of the shafts in points.
    pub fn width(&mut self, points: f64) -> &mut Self {
        self.width = points;
        self
    }

    /// Arrows end at `(x + u / scale, y + v / scale, z + w / scale)`.
    pub fn scale(&mut self, scale: f64) -> &mut Self {
        self.scale = Some(scale);
        self
    }
}
