//! One example for each thing that can be drawn. `cargo run -p plot --example gallery` draws larger ones into `figures/gallery/`.
//!
//! # Lines
//! Solid, dashed, dotted, with markers; a number that is not finite is a gap.
//! ```
//! # use plot::*;
//! let mut ax = Axes::new();
//! ax.plot([0, 1, 2], [0.1, 0.6, 0.8]).label("train").marker(Marker::Circle);
//! ax.plot([0, 1, 2], [0.1, f64::NAN, 0.7]).label("test").dashed().color(Color::BLACK);
//! ax.legend(Legend::LowerRight);
//! # Figure::from(ax).png()?; Ok::<(), plot::Error>(())
//! ```
//!
//! # Horizontal and vertical lines
//! From edge to edge, or between two numbers.
//! ```
//! # use plot::*;
//! let mut ax = Axes::new();
//! ax.hline(0.0).dashed();
//! ax.vline(2.0).between(-1.0, 1.0).color(Color::RED);
//! assert_eq!(Figure::from(ax).csv(), "panel,series,x,y\n1,hline 1,-inf,0\n1,hline 1,inf,0\n1,vline 1,2,-1\n1,vline 1,2,1\n");
//! ```
//!
//! # Points
//! One colour, a colour for each, or colours from numbers.
//! ```
//! # use plot::*;
//! let mut ax = Axes::new();
//! ax.loglog().colorbar("accuracy");
//! ax.scatter([1e-4, 1e-3, 1e-2], [1e-8, 1e-6, 1e-5]).values([0.2, 0.5, 0.8], Colormap::Viridis);
//! assert!(Figure::from(ax).csv().contains("scatter 1,0.001,0.000001,0.5"));
//! ```
//!
//! # Bars
//! Upright, lying, in groups, on a logarithmic axis, with their values.
//! ```
//! # use plot::*;
//! let mut ax = Axes::new();
//! ax.ylog().categories(&["W1", "b1"]);
//! ax.bar(0..2, [4e-10, 2e-9]).values(|v| format!("{v:.0e}"));
//! let mut times = Axes::new();
//! times.grouped_bars(&["Conv", "Affine"], &[("forward", [3.1, 1.0]), ("backward", [5.8, 2.1])]).legend(Legend::Best);
//! let mut shares = Axes::new();
//! shares.categories_y(&["Conv", "Affine"]);
//! shares.barh(0..2, [71.3, 14.1]).colors(&Color::TAB10);
//! # Figure::grid(1, 3, [ax, times, shares]).png()?; Ok::<(), plot::Error>(())
//! ```
//!
//! # Histograms
//! ```
//! # use plot::*;
//! let mut ax = Axes::new();
//! ax.hist([0.1, 0.2, 0.9], 30, (0.0, 1.0));
//! # Figure::from(ax).png()?; Ok::<(), plot::Error>(())
//! ```
//!
//! # Filled areas and decision regions
//! ```
//! # use plot::*;
//! let mut ax = Axes::new();
//! ax.fill_between([0, 1, 2], [0.0, 0.5, 1.0], [0.0, 0.0, 1.0]).label("difference");
//! ax.rect((0.0, 0.0), (0.5, 0.5)).color(Color::MINT).edge(Color::C2);
//! let mut and = Axes::new();
//! and.equal_aspect();
//! and.regions((-0.5, 1.5), (-0.5, 1.5), |x, y| usize::from(0.5 * x + 0.5 * y > 0.7));
//! # Figure::grid(1, 2, [ax, and]).png()?; Ok::<(), plot::Error>(())
//! ```
//!
//! # Texts and arrows to something
//! ```
//! # use plot::*;
//! let mut ax = Axes::new();
//! ax.text(9.0, 0.2, "the tangent").arrow_to(5.0, 0.75).boxed(Color::YELLOW);
//! assert_eq!(Figure::from(ax).csv(), "panel,series,x,y\n1,the tangent,9,0.2\n");
//! ```
//!
//! # Pictures
//! A table of numbers, with the numbers written in if wanted, or red, green and blue.
//! ```
//! # use plot::*;
//! # use ndarray::array;
//! let mut ax = Axes::new();
//! ax.colorbar("value").imshow(&array![[1, 2], [3, 4]]).colormap(Colormap::Blues).numbers(0).lines(Color::BLACK);
//! # Figure::from(ax).png()?; Ok::<(), plot::Error>(())
//! ```
//!
//! # Many small images
//! ```
//! # use plot::*;
//! # use ndarray::Array3;
//! let mut tiles = Tiles::new(&Array3::<f32>::zeros((20, 28, 28)), 5);
//! tiles.titles(&["9 -> 8"; 20]).title_colors(&[Color::CRIMSON]);
//! # Figure::from(tiles).png()?; Ok::<(), plot::Error>(())
//! ```
//!
//! # Isolines, filled contours, arrows
//! ```
//! # use plot::*;
//! # use ndarray::Array2;
//! let (x, y) = (linspace(-10.0, 10.0, 41), linspace(-5.0, 5.0, 21));
//! let z = Array2::from_shape_fn((21, 41), |(i, j)| x[j] * x[j] / 20.0 + y[i] * y[i]);
//! let mut lines = Axes::new();
//! lines.contour(&x, &y, &z).levels(0..8);
//! let mut bands = Axes::new();
//! bands.colorbar("f").contourf(&x, &y, &z);
//! bands.quiver([-5.0, 5.0], [2.0, -2.0], [0.5, -0.5], [-4.0, 4.0]).color(Color::WHITE);
//! # Figure::grid(1, 2, [lines, bands]).png()?; Ok::<(), plot::Error>(())
//! ```
//!
//! # Three dimensions
//! ```
//! # use plot::*;
//! # use ndarray::Array2;
//! let x = linspace(-3.0, 3.0, 13);
//! let z = Array2::from_shape_fn((13, 13), |(i, j)| x[j] * x[j] + x[i] * x[i]);
//! let mut wires = Axes3::new();
//! wires.xlabel("x₀").ylabel("x₁").zlabel("f(x)").wireframe(&x, &x, &z);
//! let mut surface = Axes3::new();
//! surface.surface(&x, &x, &z).colormap(Colormap::Viridis);
//! surface.quiver(([2.0], [0.0], [4.0]), ([-4.0], [0.0], [-16.0]));
//! # Figure::grid(1, 2, [wires, surface]).png()?; Ok::<(), plot::Error>(())
//! ```
//!
//! # Graphs
//! ```
//! # use plot::*;
//! let mut g = Graph::new();
//! g.node("x", "x").plain();
//! g.node("y", "y").plain();
//! g.node("add", "+");
//! g.node("z", "z").plain();
//! g.edge("x", "add").forward("10").backward("1.3");
//! g.edge("y", "add").forward("5").backward("1.3");
//! g.edge("add", "z").forward("15").backward("1.3");
//! # Figure::from(g).png()?; Ok::<(), plot::Error>(())
//! ```
//!
//! # Panels
//! ```
//! # use plot::*;
//! let panels = (1..=4).map(|i| {
//!     let mut ax = Axes::new();
//!     ax.title(format!("layer {i}")).plot(0..10, (0..10).map(|x| i * x).collect::<Vec<_>>()).label("line");
//!     ax
//! });
//! let figure = Figure::grid(2, 2, panels).suptitle("four").share_x().share_y().legend_below().size(800, 600);
//! # figure.png()?; Ok::<(), plot::Error>(())
//! ```
