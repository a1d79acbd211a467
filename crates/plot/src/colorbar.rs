//! The colour bar beside axes.

use crate::artist::{Axis, ColorScale};
use crate::axes::Axes;
use crate::canvas::{Anchor, Canvas};
use crate::color::Color;
use crate::geometry::Rect;
use crate::text::{self, POINT};
use crate::ticks::{self, Ticks};

fn scale(axes: &Axes) -> Option<(ColorScale, &str)> {
    let label = axes.colorbar.as_deref()?;
    Some((axes.artists.iter().rev().find_map(|artist| artist.scale())?, label))
}

fn marks(scale: &ColorScale, height: f64, font: f64) -> Ticks {
    let axis = Axis { lo: scale.range.0, hi: scale.range.1, log: false };
    let most = ((height / (2.0 * font * POINT)) as usize).clamp(1, 9);
    if !scale.levels.is_empty() && scale.levels.len() <= most + 1 {
        ticks::at(&scale.levels)
    } else {
        ticks::automatic(&axis, most, false)
    }
}

/// Room that the bar needs to the right of the box, in pixels.
pub(crate) fn width(axes: &Axes, font: f64) -> f64 {
    let em = font * POINT;
    scale(axes).map_or(0.0, |(scale, label)| {
        let ticks = marks(&scale, 20.0 * em, font);
        let widest = ticks.major.iter().map(|t| text::measure(&t.label, em).0).fold(0.0, f64::max);
        let label = if label.is_empty() { 0.0 } else { text::measure(label, em).1 + 0.5 * em };
        3.2 * em + widest + label
    })
}

/// Room that the bar's offset needs above the box, in pixels.
pub(crate) fn above(axes: &Axes, font: f64) -> f64 {
    let em = font * POINT;
    let offset = scale(axes).and_then(|(scale, _)| marks(&scale, 20.0 * em, font).offset);
    offset.map_or(0.0, |_| 1.5 * em)
}

/// Draws the bar to the right of the box `area`.
pub(crate) fn draw(axes: &Axes, canvas: &mut Canvas, area: Rect, font: f64) {
    let Some((scale, label)) = scale(axes) else { return };
    let em = font * POINT;
    let bar = Rect::new((area.right() + em).round(), area.y, (1.3 * em).round(), area.h);
    let (lo, hi) = scale.range;
    let steps: Vec<Color> = if scale.levels.len() > 1 {
        // Each band of the bar has its own height.
        let rows = 512;
        (0..rows)
            .rev()
            .map(|i| {
                let v = lo + (hi - lo) * (f64::from(i) + 0.5) / f64::from(rows);
                let band = scale.levels.partition_point(|&level| level <= v).clamp(1, scale.levels.len() - 1);
                scale.colormap.at((band - 1) as f64 / (scale.levels.len() - 2).max(1) as f64)
            })
            .collect()
    } else {
        (0..256).rev().map(|i| scale.colormap.at(f64::from(i) / 255.0)).collect()
    };
    canvas.image(&steps, 1, bar);
    let corners = bar.corners();
    for i in 0..4 {
        canvas.hair(corners[i], corners[(i + 1) % 4], Color::BLACK);
    }
    let ticks = marks(&scale, area.h, font);
    let reach = (3.5 * POINT).round();
    let axis = Axis { lo, hi, log: false };
    let mut widest: f64 = 0.0;
    for tick in &ticks.major {
        let Some(t) = axis.place(tick.at).filter(|t| (-1e-6..=1.0 + 1e-6).contains(t)) else { continue };
        let y = (bar.bottom() - t * bar.h).round();
        canvas.hair((bar.right() + 1.0, y), (bar.right() + reach, y), Color::BLACK);
        canvas.text(&tick.label, (bar.right() + 2.0 * reach, y + 0.12 * em), font, Anchor::LEFT, Color::BLACK);
        widest = widest.max(text::measure(&tick.label, em).0);
    }
    if let Some(offset) = &ticks.offset {
        canvas.text(offset, (bar.x, bar.y - 0.3 * em), font, Anchor(0.0, 1.0), Color::BLACK);
    }
    let x = bar.right() + 2.0 * reach + widest + 0.5 * em;
    canvas.turned_text(label, (x, bar.center().1), font, Anchor(0.5, 0.0), Color::BLACK, 90.0);
}
