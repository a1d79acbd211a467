//! Whole figures: one panel or a grid of them, written as PNG.

use crate::artist::{Extent, Rows};
use crate::axes::Axes;
use crate::canvas::{Anchor, Canvas};
use crate::color::Color;
use crate::error::{Error, Result};
use crate::geometry::Rect;
use crate::graph::Graph;
use crate::legend::Entries;
use crate::pixels::{DPI, side_in_pixels};
use crate::render::{Margins, View};
use crate::space::Axes3;
use crate::text::{self, POINT};
use crate::tiles::Tiles;

/// The longest side of a figure in pixels.
const MAX_SIDE: usize = 16_384;
/// Room around everything, in pixels.
const PAD: f64 = 10.0;

/// The room before and after the boxes of a column or row.
type Track = (f64, f64);

/// One panel, or a grid of panels, ready to be written.
#[derive(Debug)]
pub struct Figure {
    rows: usize,
    columns: usize,
    pub(crate) panels: Vec<Panel>,
    size: Option<(usize, usize)>,
    suptitle: String,
    shared_x: bool,
    shared_y: bool,
    legend_below: bool,
}

/// Something that fills one place of a figure.
#[derive(Debug)]
#[non_exhaustive]
pub enum Panel {
    /// Plane axes.
    Plane(Axes),
    /// Many small images.
    Tiles(Tiles),
    /// Nodes and edges.
    Graph(Graph),
    /// Three-dimensional axes.
    Space(Axes3),
}

impl From<Axes3> for Panel {
    fn from(axes: Axes3) -> Self {
        Self::Space(axes)
    }
}

impl From<Graph> for Panel {
    fn from(graph: Graph) -> Self {
        Self::Graph(graph)
    }
}

impl From<Tiles> for Panel {
    fn from(tiles: Tiles) -> Self {
        Self::Tiles(tiles)
    }
}

impl From<Axes> for Panel {
    fn from(axes: Axes) -> Self {
        Self::Plane(axes)
    }
}

impl<P: Into<Panel>> From<P> for Figure {
    /// A figure of one panel: axes have 640×480 pixels, tiles and graphs as many as they need.
    fn from(panel: P) -> Self {
        Self::grid(1, 1, [panel])
    }
}

impl Figure {
    /// Panels row by row, from the upper left; places without a panel stay empty.
    ///
    /// # Panics
    /// If there are more panels than places.
    #[track_caller]
    pub fn grid<P: Into<Panel>>(rows: usize, columns: usize, panels: impl IntoIterator<Item = P>) -> Self {
        let panels: Vec<Panel> = panels.into_iter().map(Into::into).collect();
        assert!(panels.len() <= rows * columns, "{} panels do not fit into {rows}×{columns} places", panels.len());
        Self {
            rows,
            columns,
            panels,
            size: None,
            suptitle: String::new(),
            shared_x: false,
            shared_y: false,
            legend_below: false,
        }
    }

    /// Width and height in pixels (640×480 is the default).
    pub fn size(mut self, width: usize, height: usize) -> Self {
        self.size = Some((width, height));
        self
    }

    /// A title above all panels.
    pub fn suptitle(mut self, title: impl Into<String>) -> Self {
        self.suptitle = title.into();
        self
    }

    /// All panels have the same horizontal limits, and only the lowest of a column have tick labels and an axis label.
    pub fn share_x(mut self) -> Self {
        self.shared_x = true;
        let inner = self.panels.len().saturating_sub(self.columns);
        for axes in self.panels[..inner].iter_mut().filter_map(Panel::axes_mut) {
            axes.x.bare = true;
            axes.xlabel.clear();
        }
        self
    }

    /// All panels have the same vertical limits, and only the leftmost of a row have tick labels and an axis label.
    pub fn share_y(mut self) -> Self {
        self.shared_y = true;
        let columns = self.columns;
        let inner = self.panels.iter_mut().enumerate().filter(|(i, _)| i % columns != 0);
        for axes in inner.filter_map(|(_, panel)| panel.axes_mut()) {
            axes.y.bare = true;
            axes.ylabel.clear();
        }
        self
    }

    /// One legend for all panels, below them.
    pub fn legend_below(mut self) -> Self {
        self.legend_below = true;
        self
    }

    /// The numbers of everything drawn: `panel,series,x,y[,z…]`, one point a line. A panel is named by its title or its number.
    /// A single graph gives its nodes and edges: `kind,name,to,label,backward`.
    pub fn csv(&self) -> String {
        if let [Panel::Graph(graph)] = &self.panels[..] {
            return graph.csv();
        }
        let mut rows = Rows::default();
        for (i, panel) in self.panels.iter().enumerate() {
            let title = panel.title();
            rows.panel(if title.is_empty() { (i + 1).to_string() } else { title.replace('\n', " ") });
            panel.rows(&mut rows);
        }
        rows.csv()
    }

    /// Draws the figure: the content of a PNG file, with as many pixels as [`size`](Figure::size) says (100 dots per
    /// inch, as in matplotlib).
    ///
    /// # Errors
    /// If a side has no pixel or more than 16,384.
    pub fn png(&self) -> Result<Vec<u8>> {
        self.png_at(DPI as u32)
    }

    /// The same figure with this many dots per inch: 200 has twice the pixels on each side, for the same layout.
    ///
    /// # Errors
    /// If a side has no pixel or more than 16,384.
    pub fn png_at(&self, dpi: u32) -> Result<Vec<u8>> {
        Ok(self.draw_at(f64::from(dpi) / DPI)?.file())
    }

    /// The content of an SVG file: lines and areas as vectors, text as text.
    ///
    /// # Errors
    /// If a side has no pixel or more than 16,384.
    pub fn svg(&self) -> Result<String> {
        let (width, height) = self.checked_size(1.0)?;
        let mut canvas = Canvas::svg(width, height);
        self.draw_on(&mut canvas);
        Ok(String::from_utf8(canvas.file()).expect("an SVG is text"))
    }

    /// One pixel a unit.
    #[cfg(test)]
    pub(crate) fn draw(&self) -> Result<Canvas> {
        self.draw_at(1.0)
    }

    pub(crate) fn draw_at(&self, scale: f64) -> Result<Canvas> {
        let (width, height) = self.checked_size(scale)?;
        let mut canvas = Canvas::pixels(width, height, scale).expect("a size that was checked");
        self.draw_on(&mut canvas);
        Ok(canvas)
    }

    /// Width and height, if that many pixels a unit can be drawn.
    fn checked_size(&self, scale: f64) -> Result<(usize, usize)> {
        let (width, height) = self.size.or_else(|| self.natural_size()).unwrap_or((640, 480));
        let [w, h] = [width, height].map(|side| side_in_pixels(side, scale));
        let drawable = 1..=MAX_SIDE;
        if drawable.contains(&w) && drawable.contains(&h) {
            Ok((width, height))
        } else {
            Err(Error::Size { width: w, height: h, max: MAX_SIDE })
        }
    }

    fn draw_on(&self, canvas: &mut Canvas) {
        let (width, height) = (canvas.width(), canvas.height());
        let mut room = Rect::new(0.0, 0.0, width as f64, height as f64).grown(-PAD);
        let font = self.font(width, height);
        if !self.suptitle.is_empty() {
            let at = (room.center().0, room.y);
            canvas.text(&self.suptitle, at, 12.0, Anchor::TOP, Color::BLACK);
            room = Rect::new(room.x, room.y + self.head(), room.w, room.h - self.head());
        }
        room = self.shared_legend(canvas, room);
        self.draw_panels(canvas, room, font);
    }

    /// The size that a single panel asks for.
    fn natural_size(&self) -> Option<(usize, usize)> {
        let [panel] = &self.panels[..] else { return None };
        let (w, h) = panel.size()?;
        Some(((w + 2.0 * PAD).ceil() as usize, (h + 2.0 * PAD + self.head()).ceil() as usize))
    }

    /// Room for the title above all panels.
    fn head(&self) -> f64 {
        if self.suptitle.is_empty() { 0.0 } else { text::measure(&self.suptitle, 12.0 * POINT).1 + 6.0 }
    }

    /// 10 points, less if the panels are small.
    fn font(&self, width: usize, height: usize) -> f64 {
        let (w, h) = (width as f64 / self.columns.max(1) as f64, height as f64 / self.rows.max(1) as f64);
        10.0 * (w / 220.0).min(h / 170.0).clamp(0.75, 1.0)
    }

    fn shared_legend(&self, canvas: &mut Canvas, room: Rect) -> Rect {
        if !self.legend_below {
            return room;
        }
        let entries = Entries::row(self.panels.iter().filter_map(Panel::axes).flat_map(Axes::keys), 10.0, room.w);
        if entries.is_empty() {
            return room;
        }
        let (w, h) = entries.size();
        entries.draw(canvas, (room.center().0 - w / 2.0, room.bottom() - h));
        Rect::new(room.x, room.y, room.w, room.h - h - 8.0)
    }

    /// Lays the panels out so that the boxes of a column and of a row are in line, and draws them.
    fn draw_panels(&self, canvas: &mut Canvas, room: Rect, font: f64) {
        if self.panels.is_empty() {
            return;
        }
        let gap = if self.panels.len() > 1 { 0.9 * font * POINT } else { 0.0 };
        let extents = self.extents();
        let mut inner = (room.w / self.columns as f64 * 0.8, room.h / self.rows as f64 * 0.75);
        let mut margins = Vec::new();
        // The number of ticks depends on the size, and the size on the tick labels: twice is enough.
        for _ in 0..2 {
            margins = self.panels.iter().zip(&extents).map(|(panel, e)| panel.margins(e, inner, font)).collect();
            let (columns, rows) = self.tracks(&margins);
            let taken = |tracks: &[(f64, f64)]| {
                tracks.iter().map(|(a, b)| a + b).sum::<f64>() + gap * (tracks.len() - 1) as f64
            };
            inner = (
                ((room.w - taken(&columns)) / self.columns as f64).max(8.0),
                ((room.h - taken(&rows)) / self.rows as f64).max(8.0),
            );
        }
        let (columns, rows) = self.tracks(&margins);
        let offset = |tracks: &[(f64, f64)], i: usize, side: f64| {
            tracks[..i].iter().map(|(a, b)| a + b + side + gap).sum::<f64>() + tracks[i].0
        };
        for (i, (panel, extent)) in self.panels.iter().zip(&extents).enumerate() {
            let x = room.x + offset(&columns, i % self.columns, inner.0);
            let y = room.y + offset(&rows, i / self.columns, inner.1);
            panel.draw(canvas, extent, Rect::new(x, y, inner.0, inner.1), font);
        }
    }

    /// The room before and after the boxes of each column and of each row.
    fn tracks(&self, margins: &[Margins]) -> (Vec<Track>, Vec<Track>) {
        let mut columns = vec![(0.0, 0.0); self.columns];
        let mut rows = vec![(0.0, 0.0); self.rows];
        for (i, m) in margins.iter().enumerate() {
            let (column, row) = (&mut columns[i % self.columns], &mut rows[i / self.columns]);
            *column = (f64::max(column.0, m.left), f64::max(column.1, m.right));
            *row = (f64::max(row.0, m.top), f64::max(row.1, m.bottom));
        }
        (columns, rows)
    }

    /// What each panel must show, with shared axes joined.
    fn extents(&self) -> Vec<Extent> {
        let mut extents: Vec<Extent> = self.panels.iter().map(Panel::extent).collect();
        let mut all = Extent::default();
        for extent in &extents {
            (all.x.log, all.y.log) = (extent.x.log, extent.y.log);
            all.x.join(&extent.x);
            all.y.join(&extent.y);
        }
        for extent in &mut extents {
            if self.shared_x {
                extent.x = all.x.clone();
            }
            if self.shared_y {
                extent.y = all.y.clone();
            }
        }
        extents
    }
}

impl Panel {
    fn axes(&self) -> Option<&Axes> {
        match self {
            Self::Plane(axes) => Some(axes),
            Self::Tiles(_) | Self::Graph(_) | Self::Space(_) => None,
        }
    }

    fn axes_mut(&mut self) -> Option<&mut Axes> {
        match self {
            Self::Plane(axes) => Some(axes),
            Self::Tiles(_) | Self::Graph(_) | Self::Space(_) => None,
        }
    }

    fn title(&self) -> &str {
        match self {
            Self::Plane(axes) => &axes.title.text,
            Self::Tiles(tiles) => &tiles.title,
            Self::Graph(graph) => &graph.title,
            Self::Space(axes) => &axes.title,
        }
    }

    fn rows(&self, rows: &mut Rows) {
        match self {
            Self::Plane(axes) => axes.rows(rows),
            Self::Tiles(tiles) => tiles.rows(rows),
            Self::Graph(_) => {}
            Self::Space(axes) => axes.rows(rows),
        }
    }

    fn extent(&self) -> Extent {
        match self {
            Self::Plane(axes) => axes.extent(),
            Self::Tiles(_) | Self::Graph(_) | Self::Space(_) => Extent::default(),
        }
    }

    fn margins(&self, extent: &Extent, inner: (f64, f64), font: f64) -> Margins {
        match self {
            Self::Plane(axes) => View::new(axes, extent, inner, font).margins(),
            Self::Tiles(_) | Self::Graph(_) | Self::Space(_) => Margins::default(),
        }
    }

    fn draw(&self, canvas: &mut Canvas, extent: &Extent, area: Rect, font: f64) {
        match self {
            Self::Plane(axes) => View::new(axes, extent, (area.w, area.h), font).draw(canvas, area),
            Self::Tiles(tiles) => tiles.draw(canvas, area),
            Self::Graph(graph) => graph.draw(canvas, area),
            Self::Space(axes) => axes.draw(canvas, area),
        }
    }

    /// The size in pixels that it needs, if it has one.
    fn size(&self) -> Option<(f64, f64)> {
        match self {
            Self::Plane(_) | Self::Space(_) => None,
            Self::Tiles(tiles) => Some(tiles.size()),
            Self::Graph(graph) => Some(graph.size()),
        }
    }
}
