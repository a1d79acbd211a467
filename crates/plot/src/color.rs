//! Colours and colour maps.

/// An sRGB colour with opacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Color {
    /// Red, 0–255.
    pub r: u8,
    /// Green, 0–255.
    pub g: u8,
    /// Blue, 0–255.
    pub b: u8,
    /// Opacity, 0 (invisible) – 255.
    pub a: u8,
}

impl Color {
    /// Black.
    pub const BLACK: Self = Self::rgb(0, 0, 0);
    /// White.
    pub const WHITE: Self = Self::rgb(255, 255, 255);
    /// Pure red, as matplotlib's `"red"`.
    pub const RED: Self = Self::rgb(255, 0, 0);
    /// A red that reads well as text on white.
    pub const CRIMSON: Self = Self::rgb(204, 0, 0);
    /// Pure blue.
    pub const BLUE: Self = Self::rgb(0, 0, 255);
    /// Green, as matplotlib's `"green"`.
    pub const GREEN: Self = Self::rgb(0, 128, 0);
    /// Light gray.
    pub const LIGHT_GRAY: Self = Self::rgb(211, 211, 211);
    /// The gray of quiver arrows in the book.
    pub const DARK_GRAY: Self = Self::rgb(102, 102, 102);
    /// Light yellow, for filled nodes.
    pub const YELLOW: Self = Self::rgb(255, 243, 176);
    /// Light blue, for filled nodes and regions.
    pub const SKY: Self = Self::rgb(208, 228, 246);
    /// Light orange, for filled nodes and regions.
    pub const PEACH: Self = Self::rgb(255, 226, 200);
    /// Light green, for filled nodes and regions.
    pub const MINT: Self = Self::rgb(214, 240, 214);
    /// Nothing at all.
    pub const NONE: Self = Self { r: 0, g: 0, b: 0, a: 0 };

    /// matplotlib's ten default colours, `C0` … `C9`.
    pub const TAB10: [Self; 10] = [
        Self::rgb(31, 119, 180),
        Self::rgb(255, 127, 14),
        Self::rgb(44, 160, 44),
        Self::rgb(214, 39, 40),
        Self::rgb(148, 103, 189),
        Self::rgb(140, 86, 75),
        Self::rgb(227, 119, 194),
        Self::rgb(127, 127, 127),
        Self::rgb(188, 189, 34),
        Self::rgb(23, 190, 207),
    ];
    /// The first default colour, blue.
    pub const C0: Self = Self::TAB10[0];
    /// The second default colour, orange.
    pub const C1: Self = Self::TAB10[1];
    /// The third default colour, green.
    pub const C2: Self = Self::TAB10[2];
    /// The fourth default colour, red.
    pub const C3: Self = Self::TAB10[3];

    /// An opaque colour.
    pub const fn rgb(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b, a: 255 }
    }

    /// The `i`-th colour of the default cycle.
    pub const fn cycle(i: usize) -> Self {
        Self::TAB10[i % 10]
    }

    /// This colour with opacity `alpha` in 0..=1 times its own.
    pub fn alpha(self, alpha: f64) -> Self {
        Self { a: (f64::from(self.a) * alpha.clamp(0.0, 1.0)).round() as u8, ..self }
    }

    /// This colour mixed with `other`: `t = 0` is this colour, `t = 1` the other.
    pub fn mix(self, other: Self, t: f64) -> Self {
        let [r, g, b, a] = raster::mix([self.r, self.g, self.b, self.a], [other.r, other.g, other.b, other.a], t);
        Self { r, g, b, a }
    }
}

/// How numbers become colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colormap {
    /// Dark violet over green to yellow, matplotlib's default.
    #[default]
    Viridis,
    /// Black (low) to white (high).
    Gray,
    /// White (low) to black (high), matplotlib's `gray_r`.
    GrayReversed,
    /// Blue over light gray to red, for numbers with a sign.
    Coolwarm,
    /// White to dark blue.
    Blues,
}

const VIRIDIS: [Color; 11] = [
    Color::rgb(68, 1, 84),
    Color::rgb(72, 36, 117),
    Color::rgb(65, 68, 135),
    Color::rgb(53, 95, 141),
    Color::rgb(42, 120, 142),
    Color::rgb(33, 145, 140),
    Color::rgb(34, 168, 132),
    Color::rgb(68, 191, 112),
    Color::rgb(122, 209, 81),
    Color::rgb(189, 223, 38),
    Color::rgb(253, 231, 37),
];
const COOLWARM: [Color; 5] = [
    Color::rgb(59, 76, 192),
    Color::rgb(141, 176, 254),
    Color::rgb(221, 221, 221),
    Color::rgb(244, 152, 122),
    Color::rgb(180, 4, 38),
];
const BLUES: [Color; 5] = [
    Color::rgb(247, 251, 255),
    Color::rgb(198, 219, 239),
    Color::rgb(107, 174, 214),
    Color::rgb(33, 113, 181),
    Color::rgb(8, 48, 107),
];

impl Colormap {
    /// The colour of `t` in 0..=1; numbers outside are clamped.
    ///
    /// ```
    /// use plot::{Color, Colormap};
    /// assert_eq!(Colormap::Gray.at(1.0), Color::WHITE);
    /// assert_eq!(Colormap::Viridis.at(0.0), Color::rgb(68, 1, 84));
    /// ```
    pub fn at(self, t: f64) -> Color {
        let stops: &[Color] = match self {
            Self::Viridis => &VIRIDIS,
            Self::Gray => &[Color::BLACK, Color::WHITE],
            Self::GrayReversed => &[Color::WHITE, Color::BLACK],
            Self::Coolwarm => &COOLWARM,
            Self::Blues => &BLUES,
        };
        let at = t.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
        let i = (at as usize).min(stops.len() - 2);
        stops[i].mix(stops[i + 1], at - i as f64)
    }

    /// The colour of `value` on a scale from `lo` to `hi`.
    pub(crate) fn scaled(self, value: f64, (lo, hi): (f64, f64)) -> Color {
        self.at(if hi > lo { (value - lo) / (hi - lo) } else { 0.5 })
    }
}
