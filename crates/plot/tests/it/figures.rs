//! Whole figures: bytes, sizes, bad data.

use plot::{Axes, Error, Figure, Legend, Marker};

fn chart() -> Figure {
    let x = plot::arange(0.0, 6.0, 0.1);
    let mut ax = Axes::new();
    ax.title("sin & cos").xlabel("x").ylabel("y").legend(Legend::Best);
    ax.plot(&x, x.iter().map(|x| x.sin()).collect::<Vec<_>>()).label("sin").marker(Marker::Circle).markevery(5);
    ax.plot(&x, x.iter().map(|x| x.cos()).collect::<Vec<_>>()).label("cos").dashed();
    Figure::from(ax)
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (a, b) = (chart().png().unwrap(), chart().png().unwrap());
    assert_eq!(a, b);
    assert!(a.starts_with(b"\x89PNG") && a.len() < 100_000, "{} bytes", a.len());
    let picture = image::load_from_memory(&a).unwrap();
    assert_eq!((picture.width(), picture.height()), (640, 480));
}

#[test]
fn more_dots_per_inch_show_the_same_figure_with_more_pixels() {
    let decoded = |dpi| image::load_from_memory(&chart().png_at(dpi).unwrap()).unwrap().into_rgb8();
    let (once, twice) = (decoded(100), decoded(200));
    assert_eq!((once.dimensions(), twice.dimensions()), ((640, 480), (1280, 960)));
    assert_eq!(decoded(150).dimensions(), (960, 720));
    // Every pixel is about the mean of the four that take its place; a shifted or unscaled line would be far off.
    let halved = image::imageops::thumbnail(&twice, 640, 480);
    let off = once.iter().zip(halved.iter()).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / (640.0 * 480.0);
    assert!(off < 0.5, "{off} shades a pixel");
    let empty = once.iter().map(|a| f64::from(255 - a)).sum::<f64>() / (640.0 * 480.0);
    assert!(empty > 10.0, "a figure without anything in it would differ by {empty}");
}

#[test]
fn a_file_tells_its_resolution_and_has_a_palette_where_colours_are_few() {
    let png = chart().png_at(200).unwrap();
    let at = |name: &[u8; 4]| png.windows(4).position(|window| window == name).unwrap() + 4;
    assert_eq!(png[at(b"IHDR") + 9], 3, "the kind of a picture with a palette");
    let dots_per_metre = u32::from_be_bytes(png[at(b"pHYs")..][..4].try_into().unwrap());
    assert_eq!(dots_per_metre, 7874, "200 dots an inch");
    let mut photograph = Axes::new();
    photograph.imshow_rgb(&plot::sample_picture(64, 64));
    let png = Figure::from(photograph).png().unwrap();
    assert_eq!(png[25], 2, "the kind of a picture with a colour for each pixel");
}

#[test]
fn sizes_that_cannot_be_drawn_are_named() {
    let error = chart().size(0, 10).png().unwrap_err();
    assert!(error.to_string().contains("0×10"), "{error}");
    assert!(matches!(chart().size(100_000, 10).png(), Err(Error::Size { .. })));
    assert!(matches!(chart().size(100_000, 10).svg(), Err(Error::Size { .. })));
    let error = chart().size(16_384, 10).png_at(101).unwrap_err();
    assert!(error.to_string().contains("16548×10"), "{error}");
    assert!(matches!(chart().png_at(0), Err(Error::Size { .. })));
}

#[test]
fn bad_data_never_panics() {
    let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308, -1e308, 0.0, 1e-308];
    for log in [false, true] {
        let mut ax = Axes::new();
        if log {
            ax.loglog();
        }
        ax.plot(bad, bad).marker(Marker::Star).label("bad");
        ax.scatter(bad, bad).values(bad, plot::Colormap::Viridis);
        ax.bar(bad, bad);
        ax.hist(bad, 10, None);
        ax.fill_between(bad, bad, bad);
        ax.quiver(bad, bad, bad, bad);
        ax.hline(f64::NAN);
        ax.xlim(f64::NAN, 1.0).legend(Legend::Best).colorbar("x");
        Figure::from(ax).png().unwrap();
    }
    let empty: [f64; 0] = [];
    let mut ax = Axes::new();
    ax.plot(empty, empty);
    ax.bar(empty, empty);
    ax.hist(empty, 5, None);
    ax.imshow(ndarray::Array2::<f64>::zeros((0, 0)));
    Figure::grid(1, 2, [ax, Axes::new()]).png().unwrap();
    Figure::from(plot::Tiles::new(ndarray::Array3::<f64>::zeros((0, 0, 0)), 0)).png().unwrap();
    let mut space = plot::Axes3::new();
    space.quiver((bad, bad, bad), (bad, bad, bad));
    space.wireframe(empty, empty, ndarray::Array2::<f64>::zeros((0, 0)));
    Figure::from(space).png().unwrap();
}
