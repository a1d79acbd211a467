//! Whole figures: files, bytes, bad data.

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
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = folder.path().join(name);
        chart().save(&path).unwrap();
        std::fs::read(path).unwrap()
    };
    let (a, b) = (write("a.png"), write("b.png"));
    assert_eq!(a, b);
    assert!(a.starts_with(b"\x89PNG") && a.len() < 100_000, "{} bytes", a.len());
    let picture = image::load_from_memory(&a).unwrap();
    assert_eq!((picture.width(), picture.height()), (640, 480));
}

#[test]
fn a_figure_replaces_the_old_one_and_leaves_nothing_else_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/figure with spaces.png");
    chart().save(&path).unwrap();
    chart().save(&path).unwrap();
    let names: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["figure with spaces.png"]);
}

#[cfg(unix)]
#[test]
fn a_figure_has_the_rights_of_any_other_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
    chart().save(folder.path().join("a.png")).unwrap();
    std::fs::write(folder.path().join("b.txt"), "").unwrap();
    assert_eq!(mode("a.png"), mode("b.txt"));
}

#[test]
fn what_cannot_be_written_is_an_error_with_the_path() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let path = folder.path().join("file/figure.png");
    let error = chart().save(&path).unwrap_err();
    assert!(matches!(error, Error::Folder { .. }) && error.to_string().contains("file"), "{error}");
    let error = chart().size(0, 10).save(folder.path().join("none.png")).unwrap_err();
    assert!(error.to_string().contains("0×10"), "{error}");
    assert!(matches!(chart().size(100_000, 10).save(folder.path().join("none.png")), Err(Error::Size { .. })));
    assert!(!folder.path().join("none.png").exists());
}

#[test]
fn bad_data_never_panics() {
    let folder = tempfile::tempdir().unwrap();
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
        ax.text(f64::NAN, 0.0, "nowhere");
        ax.xlim(f64::NAN, 1.0).legend(Legend::Best).colorbar("x");
        Figure::from(ax).save(folder.path().join("bad.png")).unwrap();
    }
    let empty: [f64; 0] = [];
    let mut ax = Axes::new();
    ax.plot(empty, empty);
    ax.bar(empty, empty);
    ax.hist(empty, 5, None);
    ax.imshow(ndarray::Array2::<f64>::zeros((0, 0)));
    Figure::grid(1, 2, [ax, Axes::new()]).save(folder.path().join("empty.png")).unwrap();
    Figure::from(plot::Tiles::new(ndarray::Array3::<f64>::zeros((0, 0, 0)), 0))
        .save(folder.path().join("none.png"))
        .unwrap();
    let mut space = plot::Axes3::new();
    space.scatter(bad, bad, bad);
    space.surface(empty, empty, ndarray::Array2::<f64>::zeros((0, 0)));
    Figure::from(space).save(folder.path().join("space.png")).unwrap();
}
