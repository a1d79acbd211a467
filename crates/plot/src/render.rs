//! Axes on the sheet: how much room their texts need, ticks, grid, frame, artists.

use crate::artist::{Axis, Extent, Frame};
use crate::axes::{Axes, AxisOptions, TickOptions};
use crate::canvas::{Anchor, Canvas};
use crate::color::Color;
use crate::geometry::Rect;
use crate::legend::{self, Entries};
use crate::text::{self, POINT};
use crate::ticks::{self, Tick, Ticks};
use crate::{Legend, colorbar};

/// Room around the box of axes, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Margins {
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

/// Length of ticks, and their distance to the labels, in points.
const TICK: f64 = 3.5;
const GRID: Color = Color::rgb(200, 200, 200);

/// Axes with everything decided that does not depend on where they stand.
pub(crate) struct View<'a> {
    axes: &'a Axes,
    x: Axis,
    y: Axis,
    xticks: Ticks,
    yticks: Ticks,
    font: f64,
    /// Of the box, in pixels.
    width: f64,
}

impl<'a> View<'a> {
    /// The view of `axes` in a box of about `w`×`h` pixels that shows `extent`; `font` in points.
    pub(crate) fn new(axes: &'a Axes, extent: &Extent, (w, h): (f64, f64), font: f64) -> Self {
        let (x, y) = (axes.x.axis(&extent.x), axes.y.axis(&extent.y));
        let (w, h) = if axes.equal { shrink(w, h, &x, &y) } else { (w, h) };
        let (xticks, yticks) = (xticks(&axes.x, &x, w, font), yticks(&axes.y, &y, h, font));
        Self { axes, x, y, xticks, yticks, font, width: w }
    }

    fn em(&self) -> f64 {
        self.font * POINT
    }

    /// The height of a line for the horizontal axis' offset, if it has no room beside the axis label.
    fn offset_line(&self) -> f64 {
        let Some(offset) = self.xticks.offset.as_ref().filter(|_| !self.axes.x.bare) else { return 0.0 };
        let [label, offset] = [&self.axes.xlabel, offset].map(|t| text::measure(t, self.em()).0);
        if label > 0.0 && label / 2.0 + offset + self.em() < self.width / 2.0 { 0.0 } else { 1.4 * self.em() }
    }

    fn title_size(&self) -> f64 {
        self.axes.title.size.unwrap_or(1.2 * self.font)
    }

    pub(crate) fn margins(&self) -> Margins {
        let em = self.em();
        let axes = self.axes;
        let mut m = Margins { left: 1.0, right: 1.0, top: 1.0, bottom: 1.0 };
        if !axes.title.text.is_empty() {
            m.top += text::measure(&axes.title.text, self.title_size() * POINT).1 + 6.0 * POINT;
        }
        if !axes.off {
            let widest = |ticks: &Ticks| ticks.major.iter().map(|t| self.measure(t).0).fold(0.0, f64::max);
            let highest = |ticks: &Ticks| ticks.major.iter().map(|t| self.measure(t).1).fold(0.0, f64::max);
            let tick = |shown: bool, label: f64| {
                if !shown {
                    0.0
                } else if label > 0.0 {
                    2.0 * TICK * POINT + label
                } else {
                    TICK * POINT
                }
            };
            m.left += tick(!self.yticks.major.is_empty(), if axes.y.bare { 0.0 } else { widest(&self.yticks) });
            m.bottom += tick(!self.xticks.major.is_empty(), if axes.x.bare { 0.0 } else { highest(&self.xticks) });
            if !axes.ylabel.is_empty() {
                m.left += text::measure(&axes.ylabel, em).1 + 0.4 * em;
            }
            if !axes.xlabel.is_empty() {
                m.bottom += text::measure(&axes.xlabel, em).1 + 0.3 * em;
            }
            if self.yticks.offset.is_some() && !axes.y.bare {
                m.top = m.top.max(1.5 * em) + if axes.title.text.is_empty() { 0.0 } else { 0.9 * em };
            }
            m.bottom += self.offset_line();
            if !axes.x.bare {
                // The last label may reach beyond the box.
                let over = |t: &Tick, edge: f64| {
                    let near = self.x.place(t.at).is_some_and(|p| (p - edge).abs() < 0.05);
                    if near { self.measure(t).0 / 2.0 } else { 0.0 }
                };
                m.right = self.xticks.major.iter().map(|t| over(t, 1.0)).fold(m.right, f64::max);
                m.left = self.xticks.major.iter().map(|t| over(t, 0.0)).fold(m.left, f64::max);
            }
            if !axes.y.bare && !self.yticks.major.is_empty() {
                m.top = m.top.max(0.5 * em);
                m.bottom = m.bottom.max(0.5 * em);
            }
        }
        if axes.legend == Some(Legend::Outside) {
            let entries = Entries::column(axes.keys(), self.font);
            m.right += if entries.is_empty() { 0.0 } else { entries.size().0 + 0.5 * em + 2.0 };
        }
        m.right += colorbar::width(axes, self.font);
        m.top = m.top.max(colorbar::above(axes, self.font));
        m
    }

    fn measure(&self, tick: &Tick) -> (f64, f64) {
        text::measure(&tick.label, self.em())
    }

    /// Draws everything with the box at `area`.
    pub(crate) fn draw(&self, canvas: &mut Canvas, area: Rect) {
        let area = self.fitted(area);
        let frame = Frame { area, x: self.x, y: self.y, font: self.font };
        let mut artists = self.axes.colored();
        artists.sort_by_key(|(artist, _)| artist.layer());
        let below = artists.partition_point(|(artist, _)| artist.layer() < 2);
        canvas.clip(Some(Rect::new(area.x, area.y, area.w + 1.0, area.h + 1.0)));
        for (artist, color) in &artists[..below] {
            artist.draw(canvas, &frame, *color);
        }
        if self.axes.grid && !self.axes.off {
            self.grid(canvas, &frame);
        }
        for (artist, color) in &artists[below..] {
            artist.draw(canvas, &frame, *color);
        }
        canvas.clip(None);
        if !self.axes.off {
            self.spines(canvas, area);
            self.ticks(canvas, &frame);
            self.labels(canvas, area);
        }
        for (artist, color) in &artists {
            artist.draw_markers(canvas, &frame, *color);
        }
        self.title(canvas, area);
        colorbar::draw(self.axes, canvas, area, self.font);
        if let Some(place) = self.axes.legend {
            legend::draw(place, self.axes.keys(), &self.axes.touches(&frame), canvas, &frame);
        }
    }

    /// The part of `area` where both axes have the same unit, if they must; on whole pixels.
    fn fitted(&self, area: Rect) -> Rect {
        let (w, h) = if self.axes.equal { shrink(area.w, area.h, &self.x, &self.y) } else { (area.w, area.h) };
        let (x, y) = (area.x + (area.w - w) / 2.0, area.y + (area.h - h) / 2.0);
        Rect::new(x.round(), y.round(), w.round(), h.round())
    }

    fn grid(&self, canvas: &mut Canvas, frame: &Frame) {
        for x in self.xticks.major.iter().filter_map(|t| inside(&frame.x, t.at)).map(|t| frame.px(t).round()) {
            canvas.hair((x, frame.area.y), (x, frame.area.bottom()), GRID);
        }
        for y in self.yticks.major.iter().filter_map(|t| inside(&frame.y, t.at)).map(|t| frame.py(t).round()) {
            canvas.hair((frame.area.x, y), (frame.area.right(), y), GRID);
        }
    }

    fn spines(&self, canvas: &mut Canvas, r: Rect) {
        let corners = r.corners();
        for i in 0..4 {
            canvas.hair(corners[i], corners[(i + 1) % 4], Color::BLACK);
        }
    }

    fn ticks(&self, canvas: &mut Canvas, frame: &Frame) {
        let (area, reach) = (frame.area, (TICK * POINT).round());
        for (places, horizontal) in [(&self.xticks.minor, true), (&self.yticks.minor, false)] {
            for &at in places {
                self.tick(canvas, frame, at, horizontal, 2.0);
            }
        }
        for tick in &self.xticks.major {
            if self.tick(canvas, frame, tick.at, true, reach) && !self.axes.x.bare {
                let x = frame.px(frame.x.place(tick.at).unwrap_or(0.0)) + 0.5;
                canvas.text(&tick.label, (x, area.bottom() + 2.0 * reach), self.font, Anchor::TOP, Color::BLACK);
            }
        }
        for tick in &self.yticks.major {
            if self.tick(canvas, frame, tick.at, false, reach) && !self.axes.y.bare {
                let y = frame.py(frame.y.place(tick.at).unwrap_or(0.0)) + 0.12 * self.em() + 0.5;
                canvas.text(&tick.label, (area.x - 2.0 * reach, y), self.font, Anchor::RIGHT, Color::BLACK);
            }
        }
        if let (Some(offset), false) = (&self.yticks.offset, self.axes.y.bare) {
            canvas.text(offset, (area.x, area.y - 0.3 * self.em()), self.font, Anchor(0.0, 1.0), Color::BLACK);
        }
        if let (Some(offset), false) = (&self.xticks.offset, self.axes.x.bare) {
            let y = area.bottom() + 2.0 * reach + 1.3 * self.em();
            canvas.text(offset, (area.right(), y), self.font, Anchor(1.0, 0.0), Color::BLACK);
        }
    }

    fn tick(&self, canvas: &mut Canvas, frame: &Frame, at: f64, horizontal: bool, length: f64) -> bool {
        let axis = if horizontal { &frame.x } else { &frame.y };
        let Some(t) = inside(axis, at) else { return false };
        let area = frame.area;
        if horizontal {
            let x = frame.px(t).round();
            canvas.hair((x, area.bottom() + 1.0), (x, area.bottom() + length), Color::BLACK);
        } else {
            let y = frame.py(t).round();
            canvas.hair((area.x - length, y), (area.x - 1.0, y), Color::BLACK);
        }
        true
    }

    fn labels(&self, canvas: &mut Canvas, area: Rect) {
        let (em, axes) = (self.em(), self.axes);
        if !axes.xlabel.is_empty() {
            let labels = self.xticks.major.iter().map(|t| self.measure(t).1).fold(0.0, f64::max);
            let ticks = if self.xticks.major.is_empty() {
                0.0
            } else if axes.x.bare {
                TICK * POINT
            } else {
                2.0 * TICK * POINT + labels
            };
            let y = area.bottom() + ticks + 0.3 * em + self.offset_line();
            canvas.text(&axes.xlabel, (area.center().0, y), self.font, Anchor::TOP, Color::BLACK);
        }
        if !axes.ylabel.is_empty() {
            let labels = self.yticks.major.iter().map(|t| self.measure(t).0).fold(0.0, f64::max);
            let ticks = if self.yticks.major.is_empty() {
                0.0
            } else if axes.y.bare {
                TICK * POINT
            } else {
                2.0 * TICK * POINT + labels
            };
            let x = area.x - ticks - 0.4 * em;
            canvas.turned_text(&axes.ylabel, (x, area.center().1), self.font, Anchor(0.5, 1.0), Color::BLACK, 90.0);
        }
    }

    fn title(&self, canvas: &mut Canvas, area: Rect) {
        let title = &self.axes.title;
        let lift =
            if self.yticks.offset.is_some() && !self.axes.off && !self.axes.y.bare { 0.9 * self.em() } else { 0.0 };
        let at = (area.center().0, area.y - 4.0 * POINT - lift);
        canvas.text(&title.text, at, self.title_size(), Anchor::BOTTOM, Color::BLACK);
    }
}

/// The largest box of at most `w`×`h` whose axes have the same unit.
fn shrink(w: f64, h: f64, x: &Axis, y: &Axis) -> (f64, f64) {
    let unit = (w / (x.hi - x.lo).abs()).min(h / (y.hi - y.lo).abs());
    ((x.hi - x.lo).abs() * unit, (y.hi - y.lo).abs() * unit)
}

/// Where `v` lies on the axis, if it is within its limits.
fn inside(axis: &Axis, v: f64) -> Option<f64> {
    axis.place(v).filter(|t| (-1e-6..=1.0 + 1e-6).contains(t))
}

fn chosen(options: &AxisOptions) -> Option<Ticks> {
    match &options.ticks {
        TickOptions::Automatic => None,
        TickOptions::Hidden => Some(Ticks::default()),
        TickOptions::At(places) => Some(ticks::at(places)),
        TickOptions::Labels(places, labels) => {
            let major = places.iter().zip(labels).map(|(&at, label)| Tick { at, label: label.clone() }).collect();
            Some(Ticks { major, ..Ticks::default() })
        }
    }
}

/// As many ticks as have room beside each other.
fn xticks(options: &AxisOptions, axis: &Axis, width: f64, font: f64) -> Ticks {
    let em = font * POINT;
    chosen(options).unwrap_or_else(|| {
        let most = ((width / (3.0 * em)) as usize).clamp(1, 9);
        let candidates = (1..=most).rev().map(|n| ticks::automatic(axis, n, options.integer));
        let fits = |ticks: &Ticks| {
            let ends: Vec<(f64, f64)> = ticks
                .major
                .iter()
                .filter_map(|t| {
                    let (x, half) = (axis.place(t.at)? * width, text::measure(&t.label, em).0 / 2.0);
                    Some((x - half, x + half))
                })
                .collect();
            let apart = |a: (f64, f64), b: (f64, f64)| a.1 + 0.6 * em < b.0;
            options.bare || ends.windows(2).all(|w| apart(w[0], w[1]) || apart(w[1], w[0]))
        };
        candidates.into_iter().find(fits).unwrap_or_else(|| ticks::automatic(axis, 1, options.integer))
    })
}

fn yticks(options: &AxisOptions, axis: &Axis, height: f64, font: f64) -> Ticks {
    let most = ((height / (2.0 * font * POINT)) as usize).clamp(1, 9);
    chosen(options).unwrap_or_else(|| ticks::automatic(axis, most, options.integer))
}

#[cfg(test)]
mod tests {
    use crate::{Axes, Colormap, Figure, Legend};

    fn busy_axes(i: i32) -> Axes {
        let mut ax = Axes::new();
        ax.title(format!("W: {:.3}", 1.0 / f64::from(i + 1))).xlabel("epochs").ylabel("accuracy");
        let scale = 10f64.powi(3 * i - 9);
        ax.plot([0.0, 1e5 * scale, 2.3e5 * scale], [-scale, 0.0, 7.0 * scale]).label("train acc");
        ax
    }

    fn assert_texts_apart(figure: &Figure, what: &str) {
        let canvas = figure.draw().unwrap();
        let (w, h) = (canvas.width() as f64, canvas.height() as f64);
        assert!(!canvas.texts.is_empty());
        for (i, (name, a)) in canvas.texts.iter().enumerate() {
            assert!(
                a.x >= 0.0 && a.y >= 0.0 && a.right() <= w && a.bottom() <= h,
                "{what}: {name} is cut off at {a:?}"
            );
            for (other, b) in &canvas.texts[..i] {
                assert!(!a.intersects(b), "{what}: {name} lies on {other}");
            }
        }
    }

    #[test]
    fn texts_neither_overlap_nor_leave_the_sheet() {
        for i in 0..7 {
            assert_texts_apart(&Figure::from(busy_axes(i)), "one panel");
            let mut log = busy_axes(i);
            log.loglog().grid().legend(Legend::Outside);
            assert_texts_apart(&Figure::from(log), "logarithmic, legend outside");
        }
        let grid = |rows, columns| Figure::grid(rows, columns, (0..rows * columns).map(|i| busy_axes(i as i32 % 7)));
        assert_texts_apart(&grid(2, 2).suptitle("all"), "2×2");
        assert_texts_apart(&grid(1, 5).size(900, 300), "1×5");
        assert_texts_apart(&grid(4, 4).share_x().share_y().legend_below().size(800, 640), "4×4");
        assert_texts_apart(&grid(4, 5).legend_below().size(1000, 800), "4×5");
        let mut bar = Axes::new();
        bar.colorbar("value").imshow(ndarray::array![[1e-7, 2e-7], [3e-7, 5e-7]]).colormap(Colormap::Gray);
        assert_texts_apart(&Figure::from(bar), "colour bar");
    }

    #[test]
    fn a_legend_stands_where_it_hides_least() {
        let mut ax = Axes::new();
        ax.plot_y((0..100).rev().collect::<Vec<_>>()).label("falling");
        ax.legend(Legend::Best);
        let canvas = Figure::from(ax).draw().unwrap();
        let (_, place) = canvas.texts.iter().find(|(text, _)| text == "falling").unwrap();
        assert!(place.x > 400.0 && place.y < 100.0, "{place:?}");
    }
}
