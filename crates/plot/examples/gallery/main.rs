//! Draws one figure for each thing that `plot` can draw: `cargo run -p plot --example gallery [FOLDER]`.

mod graphs;

use ndarray::{Array2, Array3, array};
use plot::{Axes, Axes3, Color, Colormap, Figure, Legend, Marker, Tiles};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "figures/gallery".into()));
    let figures = [
        ("line", lines()),
        ("markers", markers()),
        ("log", log()),
        ("grid", grid()),
        ("offsets", offsets()),
        ("scatter", scatter()),
        ("bars", bars()),
        ("hist", hist()),
        ("fill", fill()),
        ("regions", regions()),
        ("image", image()),
        ("numbers", numbers()),
        ("tiles", tiles()),
        ("many_tiles", many_tiles()),
        ("contour", contour()),
        ("contourf", contourf()),
        ("quiver", quiver()),
        ("wireframe", wireframe()),
        ("surface", surface()),
        ("graph_apples", graphs::apples()),
        ("graph_network", graphs::network()),
        ("graph_affine", graphs::affine()),
        ("graph_chain", graphs::chain()),
        ("graph_cycle", graphs::cycle()),
        ("graph_softmax", graphs::softmax()),
    ];
    std::fs::create_dir_all(&folder)?;
    for (name, figure) in figures {
        let path = folder.join(name).with_extension("png");
        let start = std::time::Instant::now();
        std::fs::write(&path, figure.png()?)?;
        println!("{} ({:.0} ms)", path.display(), start.elapsed().as_secs_f64() * 1e3);
        std::fs::write(path.with_extension("csv"), figure.csv())?;
    }
    Ok(())
}

fn lines() -> Figure {
    let x = plot::arange(0.0, 6.0, 0.1);
    let mut ax = Axes::new();
    ax.title("sin & cos").xlabel("x").ylabel("y");
    ax.plot(&x, x.iter().map(|x| x.sin()).collect::<Vec<_>>()).label("sin");
    ax.plot(&x, x.iter().map(|x| x.cos()).collect::<Vec<_>>()).label("cos").dashed();
    ax.hline(0.0).dashed();
    ax.legend(Legend::LowerLeft);
    Figure::from(ax)
}

/// A learning curve that looks like one.
fn curve(n: usize, end: f64, pace: f64) -> Vec<f64> {
    let wobble = |i: usize| 0.02 * ((i as f64 * 1.7).sin() + (i as f64 * 0.83).cos());
    (0..n).map(|i| end * (1.0 - (-(i as f64) / pace).exp()) + 0.1 + wobble(i)).collect()
}

fn markers() -> Figure {
    let mut ax = Axes::new();
    ax.xlabel("epochs").ylabel("accuracy").ylim(0.0, 1.0);
    ax.plot(0..201, curve(201, 0.8, 40.0)).label("train").marker(Marker::Circle).markevery(10);
    ax.plot(0..201, curve(201, 0.6, 40.0)).label("test").marker(Marker::Square).markevery(10);
    ax.plot(0..201, curve(201, 0.45, 40.0)).label("diamond").marker(Marker::Diamond).markevery(10).dashed();
    ax.plot(0..201, curve(201, 0.3, 40.0)).label("cross").marker(Marker::Cross).markevery(10).dotted();
    ax.plot(0..201, curve(201, 0.2, 40.0)).label("triangle").marker(Marker::TriangleUp).markevery(10).dash_dot();
    ax.plot(0..201, curve(201, 0.1, 40.0)).label("star").marker(Marker::Star).markevery(10).marker_size(9.0);
    ax.legend(Legend::LowerRight);
    Figure::from(ax)
}

fn log() -> Figure {
    let h: Vec<f64> = (1..=15).map(|k| 10f64.powi(-k)).collect();
    let mut ax = Axes::new();
    ax.title("error of the numerical derivative").xlabel("h").ylabel("error").loglog().grid();
    ax.plot(&h, h.iter().map(|h| h + 1e-16 / h).collect::<Vec<_>>()).label("forward").marker(Marker::Circle);
    ax.plot(&h, h.iter().map(|h| h * h + 1e-16 / h).collect::<Vec<_>>()).label("central").marker(Marker::Square);
    ax.legend(Legend::Best);
    Figure::from(ax)
}

fn grid() -> Figure {
    let panels = (0..16).map(|i| {
        let mut ax = Axes::new();
        ax.title(format!("W: {:.3}", 10f64.powf(-f64::from(i) * 4.0 / 15.0)))
            .xlabel("epochs")
            .ylabel("accuracy")
            .ylim(0.0, 1.0);
        ax.plot(0..20, curve(20, 0.8, 4.0 + f64::from(i))).label("Batch Normalization");
        ax.plot(0..20, curve(20, 0.02 * f64::from(i), 6.0)).label("Normal (without BatchNorm)").dashed();
        ax
    });
    Figure::grid(4, 4, panels)
        .suptitle("Batch normalization at 16 scales")
        .share_x()
        .share_y()
        .legend_below()
        .size(800, 640)
}

fn offsets() -> Figure {
    let mut small = Axes::new();
    small.title("very small").xlabel("x").ylabel("y");
    small.plot([0.0, 1e-9, 3e-9], [-2e-10, 0.0, 6.5e-10]);
    let mut large = Axes::new();
    large.title("very large").xlabel("x");
    large.plot([-3e13, 1e12], [4.0, -1.3e12]).color(Color::RED);
    let mut near = Axes::new();
    near.title("nearly equal").ylabel("value");
    near.plot([1.0, 2.0, 3.0], [5.0, 5.000_000_2, 5.000_000_4]);
    let empty = Axes::new();
    Figure::grid(2, 2, [small, large, near, empty])
}

fn scatter() -> Figure {
    let lr: Vec<f64> = (0..60).map(|i| 10f64.powf(-6.0 + 4.0 * (f64::from(i) * 0.618).fract())).collect();
    let decay: Vec<f64> = (0..60).map(|i| 10f64.powf(-8.0 + 4.0 * (f64::from(i) * 0.755).fract())).collect();
    let accuracy: Vec<f64> = lr.iter().map(|lr| 0.1 + 0.7 * (lr / 0.01)).collect();
    let mut ax = Axes::new();
    ax.title("validation accuracy").xlabel("learning rate").ylabel("weight decay").loglog().colorbar("accuracy");
    ax.scatter(&lr, &decay).values(&accuracy, Colormap::Viridis).size(7.0).edge(Color::WHITE);
    Figure::from(ax)
}

fn bars() -> Figure {
    let mut errors = Axes::new();
    errors.title("gradient check").ylabel("mean difference").ylog().categories(&["W1", "b1", "W2", "b2"]);
    errors.bar(0..4, [4e-10, 2.6e-9, 5.3e-9, 1.4e-7]).values(|v| format!("{v:.1e}"));
    let mut times = Axes::new();
    times.title("time per layer").ylabel("ms").legend(Legend::UpperRight);
    times.grouped_bars(
        &["Conv1", "Relu1", "Pool1", "Affine1"],
        &[("forward", [3.1, 0.4, 0.7, 1.0]), ("backward", [5.8, 0.5, 0.9, 2.1])],
    );
    Figure::grid(1, 2, [errors, times]).size(960, 420)
}

fn hist() -> Figure {
    let normal = |i: usize| {
        let u = |k: f64| ((i as f64 + 0.5) * k).fract().max(1e-9);
        (-2.0 * u(0.618_034).ln()).sqrt() * (std::f64::consts::TAU * u(0.754_877)).cos()
    };
    let panels = (1..=5).map(|layer| {
        let mut ax = Axes::new();
        ax.title(format!("{layer}-layer"));
        let values: Vec<f64> = (0..20_000).map(|i| 1.0 / (1.0 + (-normal(i) * 4.0 / f64::from(layer)).exp())).collect();
        ax.hist(&values, 30, (0.0, 1.0));
        ax
    });
    Figure::grid(1, 5, panels).size(900, 300).share_y().suptitle("activations, sigmoid, std 1")
}

fn fill() -> Figure {
    let x = plot::arange(-5.0, 5.0, 0.1);
    let sigmoid: Vec<f64> = x.iter().map(|x| 1.0 / (1.0 + (-x).exp())).collect();
    let step: Vec<f64> = x.iter().map(|x| f64::from(u8::from(*x > 0.0))).collect();
    let mut ax = Axes::new();
    ax.title("sigmoid and step").ylim(-0.1, 1.1).legend(Legend::UpperLeft);
    ax.plot(&x, &sigmoid).label("sigmoid");
    ax.plot(&x, &step).label("step").color(Color::BLACK).dashed();
    ax.fill_between(&x, &sigmoid, &step).label("difference").color(Color::C1);
    ax.rect((2.0, 0.1), (4.0, 0.3)).color(Color::MINT).edge(Color::C2);
    ax.vline(0.0).between(0.4, 0.6).color(Color::C3);
    Figure::from(ax)
}

fn regions() -> Figure {
    let gate = |name: &str, class: fn(f64, f64) -> usize| {
        let mut ax = Axes::new();
        ax.title(name).xlabel("x₁").ylabel("x₂").equal_aspect().xticks([0, 1]).yticks([0, 1]);
        ax.regions((-0.5, 1.5), (-0.5, 1.5), class);
        let points = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
        for (value, marker, color) in [(0, Marker::Circle, Color::C1), (1, Marker::TriangleUp, Color::C0)] {
            let of = points.iter().filter(|(x, y)| class(*x, *y) == value);
            let (x, y): (Vec<f64>, Vec<f64>) = of.copied().unzip();
            ax.scatter(x, y).marker(marker).size(11.0).color(color).label(format!("y = {value}"));
        }
        ax
    };
    let and = gate("AND", |x, y| usize::from(0.5 * x + 0.5 * y > 0.7));
    let xor = gate("XOR", |x, y| usize::from(x + y > 0.5 && x + y < 1.5));
    Figure::grid(1, 2, [and, xor]).size(800, 420).legend_below()
}

/// A picture without a camera: rings and a slope.
fn picture(h: usize, w: usize) -> Array2<f64> {
    Array2::from_shape_fn((h, w), |(i, j)| {
        let (y, x) = (i as f64 / h as f64 - 0.5, j as f64 / w as f64 - 0.5);
        (40.0 * x.hypot(y)).sin() * 0.5 + x
    })
}

fn image() -> Figure {
    let mut ax = Axes::new();
    ax.title("imshow").colorbar("value");
    ax.imshow(picture(120, 160));
    Figure::from(ax)
}

fn numbers() -> Figure {
    let mut ax = Axes::new();
    ax.title("a 4×4 input").hide_ticks();
    ax.imshow(&array![[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]])
        .colormap(Colormap::Blues)
        .numbers(0)
        .lines(Color::BLACK);
    let mut signed = Axes::new();
    signed.title("signed");
    signed
        .imshow(&array![[2.0, 0.0, -1.0], [0.0, 1.0, 2.0], [-1.0, 0.0, 2.0]])
        .colormap(Colormap::Coolwarm)
        .range(-2.0, 2.0)
        .numbers(1);
    Figure::grid(1, 2, [ax, signed]).size(720, 360)
}

/// Images that remind of digits.
fn digits(n: usize) -> Array3<f64> {
    Array3::from_shape_fn((n, 28, 28), |(k, i, j)| {
        let (y, x) = (i as f64 - 13.5, j as f64 - 13.5);
        let ring = (x / 0.8).hypot(y) - 6.0 - (k as f64 * 0.7).sin() * 2.0 * (y / 5.0).cos();
        (1.0 - ring.abs() / 2.0).clamp(0.0, 1.0)
    })
}

fn tiles() -> Figure {
    let titles: Vec<String> = (0..20).map(|i| format!("{} -> {}", i % 10, (i * 7 + 3) % 10)).collect();
    let mut tiles = Tiles::new(digits(20), 5);
    tiles.title("misclassified").titles(&titles).title_colors(&[Color::CRIMSON]);
    Figure::from(tiles)
}

fn many_tiles() -> Figure {
    let titles: Vec<String> = (0..200).map(|i| format!("{}:{}", i % 10, i % 10)).collect();
    let mut tiles = Tiles::new(digits(200), 20);
    tiles.titles(&titles).tile_size(28);
    Figure::from(tiles)
}

fn bowl() -> (Vec<f64>, Vec<f64>, Array2<f64>) {
    let (x, y) = (plot::linspace(-10.0, 10.0, 201), plot::linspace(-5.0, 5.0, 101));
    let z = Array2::from_shape_fn((101, 201), |(i, j)| x[j] * x[j] / 20.0 + y[i] * y[i]);
    (x, y, z)
}

fn contour() -> Figure {
    let (x, y, z) = bowl();
    let panels = ["SGD", "Momentum", "AdaGrad", "Adam"].map(|name| {
        let mut ax = Axes::new();
        ax.title(name).xlabel("x").ylabel("y").xlim(-10.0, 10.0).ylim(-5.0, 5.0);
        ax.contour(&x, &y, &z).levels(0..8);
        let path: Vec<(f64, f64)> =
            (0..30).map(f64::from).map(|i| (-7.0 * 0.9f64.powf(i), 2.0 * 0.93f64.powf(i) * (1.8 * i).cos())).collect();
        let (px, py): (Vec<f64>, Vec<f64>) = path.into_iter().unzip();
        ax.plot(px, py).color(Color::RED).marker(Marker::Circle).marker_size(4.0).width(1.0);
        ax.plot([0], [0]).no_line().marker(Marker::Plus).marker_size(9.0).color(Color::BLUE);
        ax
    });
    Figure::grid(2, 2, panels).size(800, 600)
}

fn contourf() -> Figure {
    let (x, y, z) = bowl();
    let mut ax = Axes::new();
    ax.title("filled contours").xlabel("x₀").ylabel("x₁").colorbar("f(x)");
    ax.contourf(&x, &y, &z).level_count(12);
    let (qx, qy, u, v) = field(11);
    ax.quiver(qx.iter().map(|x| 5.0 * x).collect::<Vec<_>>(), qy.iter().map(|y| 2.4 * y).collect::<Vec<_>>(), u, v)
        .color(Color::WHITE);
    Figure::from(ax)
}

/// The negative gradient of x² + y² on -2..=2.
fn field(n: usize) -> (Vec<f64>, Vec<f64>, Vec<f64>, Vec<f64>) {
    let side = plot::linspace(-2.0, 2.0, n);
    let x: Vec<f64> = side.iter().cycle().take(n * n).copied().collect();
    let y: Vec<f64> = side.iter().flat_map(|&y| vec![y; n]).collect();
    let (u, v) = (x.iter().map(|x| -2.0 * x).collect(), y.iter().map(|y| -2.0 * y).collect());
    (x, y, u, v)
}

fn quiver() -> Figure {
    let (x, y, u, v) = field(18);
    let mut ax = Axes::new();
    ax.xlabel("x₀").ylabel("x₁").xlim(-2.0, 2.0).ylim(-2.0, 2.0).grid();
    ax.quiver(x, y, u, v);
    Figure::from(ax)
}

fn paraboloid(n: usize) -> (Vec<f64>, Array2<f64>) {
    let x = plot::linspace(-3.0, 3.0, n);
    let z = Array2::from_shape_fn((n, n), |(i, j)| x[j] * x[j] + x[i] * x[i]);
    (x, z)
}

fn wireframe() -> Figure {
    let (x, z) = paraboloid(25);
    let mut ax = Axes3::new();
    ax.title("f(x₀, x₁) = x₀² + x₁²").xlabel("x₀").ylabel("x₁").zlabel("f(x)");
    ax.wireframe(&x, &x, &z);
    Figure::from(ax)
}

fn surface() -> Figure {
    let (x, z) = paraboloid(41);
    let mut ax = Axes3::new();
    ax.title("negative gradient on the surface").xlabel("x₀").ylabel("x₁").zlabel("f(x)").view(40.0, -50.0);
    ax.surface(&x, &x, &z);
    let (px, py, u, v) = field(11);
    let pz: Vec<f64> = px.iter().zip(&py).map(|(x, y)| x * x + y * y).collect();
    let w: Vec<f64> = px.iter().zip(&py).map(|(x, y)| -4.0 * (x * x + y * y)).collect();
    ax.quiver((&px, &py, &pz), (&u, &v, &w)).color(Color::BLACK).width(1.2);
    Figure::from(ax)
}
