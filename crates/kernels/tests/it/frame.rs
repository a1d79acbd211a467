use kernels::conv::frame::{BLOCK, Frame};
use ndarray::Array3;

#[test]
fn import_and_export_keep_the_image_and_the_border() {
    // More and fewer than the squares that are transposed.
    for (c, width, channels) in [(3, 4, 3), (3, 4, BLOCK), (9, 7, BLOCK), (8, 3, 8), (1, 5, 1)] {
        let image = Array3::from_shape_fn((c, 2, width), |(c, i, j)| (100 * c + 10 * i + j + 1) as f32);
        let last = image.view().permuted_axes([1, 2, 0]).as_standard_layout().into_owned();
        let last = last.permuted_axes([2, 0, 1]);
        let frame = Frame::new(channels, (2, width), (1, 2)).at_least(5, 0);
        let mut data = vec![0.0; frame.len()];
        frame.import(image.view(), &mut data);
        assert_eq!(data[frame.pixel(1, 2) + c - 1], image[[c - 1, 1, 2]]);
        assert_eq!(data.iter().sum::<f32>(), image.sum());
        let mut again = vec![0.0; frame.len()];
        frame.import(last.view(), &mut again);
        assert_eq!(data, again);
        let mut out = Array3::zeros((c, 2, width));
        frame.export(&data, out.view_mut());
        assert_eq!(out, image);
        let mut out = Array3::zeros((2, width, c));
        frame.export(&data, out.view_mut().permuted_axes([2, 0, 1]));
        assert_eq!(out, last.view().permuted_axes([1, 2, 0]));
    }
}
