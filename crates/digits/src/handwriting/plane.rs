//! One number per pixel.

/// Numbers of `width` × `height` pixels, row by row.
#[derive(Clone)]
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<f32>,
}

impl Plane {
    pub(super) fn from_fn(width: usize, height: usize, value: impl Fn(usize, usize) -> f32) -> Self {
        let values = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| value(x, y)).collect();
        Plane { width, height, values }
    }

    pub(super) fn at(&self, x: usize, y: usize) -> f32 {
        self.values[y * self.width + x]
    }

    /// The value at a place between pixels: (0.5, 0.5) is the middle of the first one.
    pub(super) fn between(&self, x: f32, y: f32) -> f32 {
        let split = |place: f32, len: usize| {
            let place = (place - 0.5).clamp(0.0, (len - 1) as f32);
            let first = place as usize;
            (first, (first + 1).min(len - 1), place.fract())
        };
        let ((x0, x1, right), (y0, y1, down)) = (split(x, self.width), split(y, self.height));
        let row = |y| self.at(x0, y) * (1.0 - right) + self.at(x1, y) * right;
        row(y0) * (1.0 - down) + row(y1) * down
    }

    /// Scaled to another size: each new pixel is the mean of the area that it covers.
    pub(super) fn resized(&self, width: usize, height: usize) -> Self {
        let columns = Plane::from_fn(width, self.height, |x, y| {
            mean(&self.values[y * self.width..][..self.width], 1, self.width, x, width)
        });
        Plane::from_fn(width, height, |x, y| mean(&columns.values[x..], width, self.height, y, height))
    }

    /// The smallest (or, with `f32::max`, the largest) value within `reach` pixels up, down, left and right.
    pub(super) fn extreme(&self, reach: usize, pick: fn(f32, f32) -> f32) -> Self {
        let rows = Plane::from_fn(self.width, self.height, |x, y| {
            let row = &self.values[y * self.width..][..self.width];
            row[x.saturating_sub(reach)..(x + reach + 1).min(self.width)].iter().copied().reduce(pick).expect("a pixel")
        });
        Plane::from_fn(self.width, self.height, |x, y| {
            let near = y.saturating_sub(reach)..(y + reach + 1).min(self.height);
            near.map(|y| rows.at(x, y)).reduce(pick).expect("a pixel")
        })
    }

    /// The mean of each pixel and its neighbours up to `reach` away.
    pub(super) fn blurred(&self, reach: usize) -> Self {
        let near = |place: usize, len: usize| place.saturating_sub(reach)..(place + reach + 1).min(len);
        let mean = |values: &mut dyn ExactSizeIterator<Item = f32>| {
            let count = values.len() as f32;
            values.sum::<f32>() / count
        };
        let rows =
            Plane::from_fn(self.width, self.height, |x, y| mean(&mut near(x, self.width).map(|x| self.at(x, y))));
        Plane::from_fn(self.width, self.height, |x, y| mean(&mut near(y, self.height).map(|y| rows.at(x, y))))
    }

    /// The value that a share `of` the values (0 to 1) lies below.
    pub(super) fn quantile(&self, of: f32) -> f32 {
        quantile(&mut self.values.clone(), of)
    }
}

/// The value that a share `of` these (0 to 1) lies below.
pub(super) fn quantile(values: &mut [f32], of: f32) -> f32 {
    let place = ((values.len() - 1) as f32 * of) as usize;
    *values.select_nth_unstable_by(place, f32::total_cmp).1
}

/// The mean of the part of a line of `len` values, `stride` apart, that pixel `i` of `pixels` covers.
fn mean(line: &[f32], stride: usize, len: usize, i: usize, pixels: usize) -> f32 {
    let scale = len as f32 / pixels as f32;
    let (start, end) = (i as f32 * scale, (i + 1) as f32 * scale);
    let mut sum = 0.0;
    for k in start as usize..(end.ceil() as usize).min(len) {
        let covered = end.min((k + 1) as f32) - start.max(k as f32);
        sum += covered.max(0.0) * line[k * stride];
    }
    sum / (end - start)
}
