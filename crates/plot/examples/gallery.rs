//! Draws one figure for each thing that `plot` can draw: `cargo run -p plot --example gallery [FOLDER]`.

use plot::{Axes, Color, Figure, Legend, Marker};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "figures/gallery".into()));
    for (name, figure) in
        [("line", lines()), ("markers", markers()), ("log", log()), ("grid", grid()), ("offsets", offsets())]
    {
        let path = folder.join(name).with_extension("png");
        let start = std::time::Instant::now();
        figure.save(&path)?;
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
    small.plot(&[0.0, 1e-9, 3e-9], &[-2e-10, 0.0, 6.5e-10]);
    let mut large = Axes::new();
    large.title("very large").xlabel("x");
    large.plot(&[-3e13, 1e12], &[4.0, -1.3e12]).color(Color::RED);
    let mut near = Axes::new();
    near.title("nearly equal").ylabel("value");
    near.plot(&[1.0, 2.0, 3.0], &[5.0, 5.000_000_2, 5.000_000_4]);
    let empty = Axes::new();
    Figure::grid(2, 2, [small, large, near, empty])
}
