//! Figures as SVG: well-formed, with the text that a PNG shows, and nothing from outside.

use ndarray::array;
use plot::{Axes, Axes3, Colormap, Figure, Graph, Legend, Marker, Tiles};
use roxmltree::{Document, Node};

/// Every kind of panel and nearly everything that is drawn in one.
fn busy() -> Figure {
    let x = plot::arange(0.0, 6.0, 0.1);
    let mut ax = Axes::new();
    ax.title("a < b & \"c\"").xlabel("x").ylabel("y\nturned").legend(Legend::Best).grid();
    ax.plot(&x, x.iter().map(|x| x.sin()).collect::<Vec<_>>()).label("sin").marker(Marker::Star).markevery(5);
    ax.plot(&x, x.iter().map(|x| x.cos()).collect::<Vec<_>>()).label("cos").dashed();
    ax.scatter([1.0, 2.0], [0.0, 0.5]).values([0.0, 1.0], Colormap::Viridis);
    ax.bar([3.0], [0.5]);
    ax.fill_between(&x, vec![-0.2; 60], vec![0.2; 60]);
    let mut squares = Axes::new();
    squares.colorbar("bar").imshow(array![[0.0, 1.0], [2.0, f64::NAN]]).numbers(1);
    let mut regions = Axes::new();
    regions.regions((0.0, 1.0), (0.0, 1.0), |x, y| usize::from(x > y));
    Figure::grid(2, 2, [ax, squares, regions]).suptitle("all").size(900, 700)
}

fn parsed(svg: &str) -> Document<'_> {
    Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"))
}

fn named<'a>(document: &'a Document, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(move |node| node.has_tag_name(name))
}

#[test]
fn text_is_text_and_fills_the_room_that_it_was_measured_to_need() {
    let svg = busy().svg().unwrap();
    let document = parsed(&svg);
    let texts: Vec<&str> = named(&document, "text").filter_map(|node| node.text()).collect();
    for text in ["all", "a < b & \"c\"", "x", "y", "turned", "sin", "cos", "0.0", "bar", "−0.50"] {
        assert!(texts.contains(&text), "{text} is not in {texts:?}");
    }
    let number = |node: &Node, name| node.attribute(name).unwrap().parse::<f64>().unwrap();
    assert!(named(&document, "text").all(|node| number(&node, "textLength") > 0.0));
    let turned = named(&document, "text").find(|node| node.text() == Some("turned")).unwrap();
    assert!(turned.attribute("transform").unwrap().starts_with("matrix(0 -1 1 0 "));
    let root = document.root_element();
    assert_eq!((number(&root, "width"), number(&root, "height")), (900.0, 700.0));
    assert!(root.attribute("font-family").unwrap().contains("DejaVu Sans"));
}

#[test]
fn pictures_are_inside_of_the_file_and_clips_are_there_before_they_are_used() {
    let svg = busy().svg().unwrap();
    let document = parsed(&svg);
    let pictures: Vec<&str> = named(&document, "image").map(|node| node.attribute("href").unwrap()).collect();
    assert!(pictures.len() >= 2, "{} pictures", pictures.len());
    assert!(pictures.iter().all(|href| href.starts_with("data:image/png;base64,iVBORw0KGgo")), "{pictures:?}");
    let clips: Vec<_> = named(&document, "clipPath").map(|node| node.attribute("id").unwrap()).collect();
    for group in named(&document, "g") {
        let id = group.attribute("clip-path").unwrap();
        assert!(clips.iter().any(|clip| id == format!("url(#{clip})")), "{id} of {clips:?}");
    }
    assert_eq!(clips.len(), 3);
    let outside = svg.replace("http://www.w3.org/2000/svg", "");
    assert!(!outside.contains("http"), "an address from outside");
}

#[test]
fn squares_are_sharp_in_programs_that_always_smooth() {
    let mut squares = Axes::new();
    squares.axis_off().imshow(array![[0.0, 1.0], [2.0, f64::NAN]]);
    let svg = Figure::from(squares).svg().unwrap();
    let document = parsed(&svg);
    let picture = named(&document, "image").next().unwrap();
    assert_eq!(picture.attribute("style"), Some("image-rendering: pixelated"));
    let (_, data) = picture.attribute("href").unwrap().split_once("base64,").unwrap();
    let shown: f64 = picture.attribute("width").unwrap().parse().unwrap();
    let head = base64_bytes(&data[..32]);
    let width = u32::from_be_bytes(head[16..20].try_into().unwrap());
    assert!(f64::from(width) > 1.9 * shown.min(256.0), "{width} pixels for {shown}");
    assert_eq!(width % 2, 0, "both squares are as wide");
}

fn base64_bytes(text: &str) -> Vec<u8> {
    let value = |sign: u8| match sign {
        b'A'..=b'Z' => sign - b'A',
        b'a'..=b'z' => sign - b'a' + 26,
        b'0'..=b'9' => sign - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let four = |four: &[u8]| four.iter().fold(0_u32, |bits, &sign| bits << 6 | u32::from(value(sign)));
    text.as_bytes().chunks_exact(4).flat_map(|signs| four(signs).to_be_bytes()[1..].to_vec()).collect()
}

#[test]
fn every_kind_of_figure_is_well_formed_and_the_same_again() {
    let mut graph = Graph::new();
    graph.node("x", "x < 1");
    graph.node("y", "y");
    graph.edge("x", "y").label("1 & 2");
    let mut space = Axes3::new();
    let grid = [0.0, 1.0, 2.0];
    space.wireframe(grid, grid, array![[0.0, 1.0, 2.0], [1.0, 2.0, 3.0], [2.0, 3.0, 4.0]]);
    let mut tiles = Tiles::new(ndarray::Array3::<f32>::zeros((2, 4, 4)), 2);
    tiles.titles(&["9 -> 8"; 2]);
    for figure in [busy(), Figure::from(graph), Figure::from(space), Figure::from(tiles), Figure::from(Axes::new())] {
        let svg = figure.svg().unwrap();
        parsed(&svg);
        assert_eq!(svg, figure.svg().unwrap());
    }
}

#[test]
fn what_is_not_finite_leaves_no_mark() {
    let mut ax = Axes::new();
    ax.plot([0.0, f64::NAN, f64::INFINITY, 3.0], [f64::NEG_INFINITY, 1.0, 1e308, f64::NAN]).label("\u{1}bad\u{ffff}");
    ax.legend(Legend::Best);
    let svg = Figure::from(ax).svg().unwrap();
    parsed(&svg);
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
}
