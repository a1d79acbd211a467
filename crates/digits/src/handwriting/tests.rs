use std::sync::LazyLock;

use ndarray::Array3;

use super::*;
use crate::images::{SIDE, Split};
use crate::synthetic;

static DRAWN: LazyLock<Split> = LazyLock::new(|| synthetic::digits(100, 1));

/// A picture of `width` × `height` pixels whose red, green, blue and opacity depend on the amount of ink, 0 to 1, at a place.
/// Each digit of `digits` stands at its left upper corner, `scale` times as large as an MNIST image.
fn picture(
    (width, height): (usize, usize),
    digits: &[(usize, usize, usize)],
    scale: usize,
    color: impl Fn(f32, usize, usize) -> [u8; 4],
) -> Array3<u8> {
    let mut picture = Array3::zeros((height, width, 4));
    for y in 0..height {
        for x in 0..width {
            let on = |&(index, left, top): &(usize, usize, usize)| {
                let (x, y) = (x.checked_sub(left)? / scale, y.checked_sub(top)? / scale);
                (x < SIDE && y < SIDE).then(|| f32::from(DRAWN.images.image(index)[y * SIDE + x]) / 255.0)
            };
            let ink = digits.iter().filter_map(on).fold(0.0, f32::max);
            color(ink, x, y).into_iter().enumerate().for_each(|(channel, value)| picture[[y, x, channel]] = value);
        }
    }
    picture
}

/// How alike a digit must at least be to the one that was drawn.
const LIKE: f32 = 0.9;

fn gray(value: f32) -> [u8; 4] {
    let value = value.clamp(0.0, 255.0) as u8;
    [value, value, value, 255]
}

/// How alike the found digit and the drawn one are (the cosine of the angle between them), moved by at most a pixel.
fn likeness(found: &FoundDigit, index: usize) -> f32 {
    let drawn = DRAWN.images.image(index);
    let length = |pixels: &[u8]| pixels.iter().map(|&p| f32::from(p).powi(2)).sum::<f32>().sqrt();
    let dot = |dx: usize, dy: usize| {
        let pairs = (1..SIDE - 1).flat_map(|y| (1..SIDE - 1).map(move |x| (x, y)));
        pairs
            .map(|(x, y)| f32::from(found.image[(y + dy - 1) * SIDE + x + dx - 1]) * f32::from(drawn[y * SIDE + x]))
            .sum::<f32>()
    };
    let moves = (0..3).flat_map(|dx| (0..3).map(move |dy| dot(dx, dy)));
    moves.fold(0.0, f32::max) / (length(&found.image) * length(drawn))
}

#[test]
fn ink_may_be_dark_or_light_coloured_or_transparent_and_the_paper_shaded() {
    let noise = |x: usize, y: usize| ((x * 7919 + y * 104_729) % 23) as f32 - 11.0;
    type Color<'a> = &'a dyn Fn(f32, usize, usize) -> [u8; 4];
    let colors: [(&str, Color); 6] = [
        ("ink on paper", &|ink, _, _| gray(250.0 - 240.0 * ink)),
        ("chalk on a board", &|ink, _, _| gray(10.0 + 240.0 * ink)),
        ("yellow on blue", &|ink, _, _| [(ink * 250.0) as u8, (ink * 220.0) as u8, 120, 255]),
        ("blue, transparent around", &|ink, _, _| [20, 30, 120, (255.0 * ink) as u8]),
        ("white, transparent around", &|ink, _, _| [255, 255, 255, (255.0 * ink) as u8]),
        ("a photo with a shadow", &|ink, x, y| gray((200.0 - 0.3 * x as f32) * (1.0 - 0.7 * ink) + noise(x, y))),
    ];
    // Every digit in `.ci/run`
    let step = if std::env::var_os("FULL_TESTS").is_some() { 1 } else { 3 };
    for (what, color) in colors {
        for index in (0..30).step_by(step) {
            let picture = picture((300, 260), &[(index, 90, 40)], 6, color);
            let digits = find_digits(picture.view()).unwrap_or_else(|reason| panic!("{what}, digit {index}: {reason}"));
            assert_eq!(digits.len(), 1, "{what}, digit {index}");
            let likeness = likeness(&digits[0], index);
            assert!(likeness > LIKE, "{what}, digit {index}: {likeness}");
        }
    }
}

#[test]
fn digits_are_read_from_left_to_right_and_line_by_line() {
    // Two lines of three; the digits of a line are not equally high up.
    let places = [(11, 20, 30), (12, 170, 20), (13, 320, 40), (14, 25, 230), (15, 180, 240), (16, 330, 225)];
    let picture = picture((500, 420), &places, 5, |ink, _, _| gray(255.0 - 250.0 * ink));
    let digits = find_digits(picture.view()).unwrap();
    assert_eq!(digits.len(), places.len());
    for (digit, (index, left, top)) in digits.iter().zip(places) {
        let [x, y, width, height] = digit.place;
        assert!(x >= left && y >= top && x + width <= left + 140 && y + height <= top + 140, "{:?}", digit.place);
        assert!(likeness(digit, index) > LIKE, "digit {index}");
    }
}

#[test]
fn a_small_digit_on_a_large_page_is_found_where_it_is() {
    let picture = picture((2000, 1500), &[(7, 1500, 1000)], 3, |ink, _, _| gray(255.0 - 230.0 * ink));
    let digits = find_digits(picture.view()).unwrap();
    let [left, top, width, height] = digits[0].place;
    assert!(digits.len() == 1 && left >= 1498 && top >= 998 && left + width <= 1586 && top + height <= 1086);
}

#[test]
fn a_frame_and_specks_are_no_digits() {
    let picture = picture((300, 260), &[(23, 90, 40)], 6, |ink, x, y| {
        let frame = x < 4 || y < 4;
        let speck = (20..23).contains(&x) && (200..203).contains(&y);
        gray(if frame || speck { 20.0 } else { 240.0 - 220.0 * ink })
    });
    assert_eq!(find_digits(picture.view()).unwrap().len(), 1);
}

#[test]
fn what_has_no_digit_is_said() {
    let noise = picture((200, 200), &[], 1, |_, x, y| gray(200.0 + ((x * 7919 + y * 104_729) % 9) as f32));
    assert_eq!(find_digits(noise.view()), Err(NoDigit::Blank));
    for size in [(0, 0), (1, 1), (1, 300)] {
        assert_eq!(find_digits(picture(size, &[], 1, |_, _, _| gray(9.0)).view()), Err(NoDigit::Blank));
    }
    let dot = picture((100, 100), &[], 1, |_, x, y| {
        gray(if (50..54).contains(&x) && (50..54).contains(&y) { 0.0 } else { 255.0 })
    });
    assert_eq!(find_digits(dot.view()), Err(NoDigit::TooSmall { height: 4 }));
}
