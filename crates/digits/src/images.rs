//! Images and labels in memory.

use ndarray::{ArcArray2, Axis};

/// Height and width of an image.
pub const SIDE: usize = 28;
/// Pixels of an image, 28×28.
pub const PIXELS: usize = SIDE * SIDE;
/// Number of classes, the digits 0 to 9.
pub const CLASSES: usize = 10;

/// N images of 28×28 bytes, 0 (background) to 255 (ink), row by row.
///
/// 70,000 of them take 55 MB; as `f32` they would take 220 MB. A clone shares them.
#[derive(Clone, PartialEq, Eq)]
pub struct Images {
    /// (N, 784), in standard layout.
    pixels: ArcArray2<u8>,
}

impl Images {
    /// Takes the pixels of N images, one after the other.
    ///
    /// # Panics
    /// If `pixels` does not hold a whole number of images.
    #[track_caller]
    pub fn new(pixels: Vec<u8>) -> Self {
        assert!(
            pixels.len().is_multiple_of(PIXELS),
            "{} pixels are no whole number of images of {PIXELS}",
            pixels.len()
        );
        let pixels = ArcArray2::from_shape_vec((pixels.len() / PIXELS, PIXELS), pixels);
        Images { pixels: pixels.expect("a whole number of images") }
    }

    /// Number of images N.
    pub fn len(&self) -> usize {
        self.pixels.nrows()
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.pixels.is_empty()
    }

    /// All pixels, N·784 bytes.
    pub fn pixels(&self) -> &[u8] {
        self.pixels.as_slice().expect("standard layout")
    }

    /// The 784 pixels of one image.
    ///
    /// # Panics
    /// If `index` is not below N.
    #[track_caller]
    pub fn image(&self, index: usize) -> &[u8] {
        &self.pixels()[index * PIXELS..][..PIXELS]
    }

    /// The images with rows and columns exchanged, as EMNIST's files have them.
    pub fn transposed(&self) -> Self {
        let turn = |image: &[u8]| (0..PIXELS).map(|i| image[i % SIDE * SIDE + i / SIDE]).collect::<Vec<u8>>();
        Images::new(self.pixels().chunks_exact(PIXELS).flat_map(turn).collect())
    }

    /// The bytes as an array (N, 784) that shares them.
    ///
    /// Book: §3.6.1, `load_mnist(normalize=False)`.
    pub fn array(&self) -> ArcArray2<u8> {
        self.pixels.clone()
    }
}

impl std::fmt::Debug for Images {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Images({} of {SIDE}×{SIDE})", self.len())
    }
}

/// Images with their labels: the training set or the test set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The images.
    pub images: Images,
    /// The digit of each image, 0 to 9.
    pub labels: Vec<u8>,
}

impl Split {
    /// Number of images N.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// A split without images.
    pub fn empty() -> Split {
        Split { images: Images::new(Vec::new()), labels: Vec::new() }
    }

    /// These images, then the others.
    pub fn join(&self, other: &Split) -> Split {
        let pixels = [self.images.pixels(), other.images.pixels()].concat();
        Split { images: Images::new(pixels), labels: [&self.labels[..], &other.labels].concat() }
    }

    /// The first `count` images with their labels, or all of them where there are fewer. The images are shared.
    ///
    /// Book: §6.4.1, `x_train[:300]`.
    pub fn first(&self, count: usize) -> Split {
        let count = count.min(self.len());
        let mut pixels = self.images.array();
        pixels.slice_axis_inplace(Axis(0), (..count).into());
        Split { images: Images { pixels }, labels: self.labels[..count].to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Split {
        let mut pixels = vec![0; 2 * PIXELS];
        pixels[1] = 255;
        pixels[PIXELS + 29] = 51;
        Split { images: Images::new(pixels), labels: vec![7, 0] }
    }

    #[test]
    fn an_image_is_a_row() {
        let images = two().images;
        assert_eq!(images.array().dim(), (2, 784));
        assert_eq!((images.array()[[1, 29]], images.image(1)[29]), (51, 51));
    }

    #[test]
    fn first_stops_at_the_end() {
        let (split, first) = (two(), two().first(1));
        assert_eq!((first.labels, first.images.pixels()), (vec![7], split.images.image(0)));
        assert_eq!(two().first(5), two());
    }

    #[test]
    fn clones_and_parts_share_the_pixels() {
        let split = two();
        let start = split.images.pixels().as_ptr();
        assert_eq!(split.first(1).images.pixels().as_ptr(), start);
        assert_eq!(split.images.array().as_ptr(), start);
    }

    #[test]
    #[should_panic(expected = "785 pixels")]
    fn a_part_of_an_image_is_refused() {
        Images::new(vec![0; 785]);
    }
}
