use ch08::augment::{Augmentation, Deformation, GRID, SIDE};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// One bright pixel.
fn dot(x: usize, y: usize) -> Vec<f32> {
    let mut image = vec![0.0; SIDE * SIDE];
    image[y * SIDE + x] = 1.0;
    image
}

fn deformed(deformation: Deformation, image: &[f32]) -> Vec<f32> {
    let mut out = vec![0.0; SIDE * SIDE];
    deformation.apply(image, &mut out);
    out
}

#[test]
fn nothing_asked_for_changes_nothing() {
    let image: Vec<f32> = (0..SIDE * SIDE).map(|i| (i % 7) as f32).collect();
    assert_eq!(deformed(Deformation::default(), &image), image);
}

#[test]
fn a_shift_moves_and_what_leaves_is_gone() {
    let moved = deformed(Deformation { shift: (2.0, -1.0), ..Default::default() }, &dot(10, 10));
    assert_eq!(moved, dot(12, 9));
    let gone = deformed(Deformation { shift: (20.0, 0.0), ..Default::default() }, &dot(10, 10));
    assert!(gone.iter().all(|&x| x == 0.0));
}

#[test]
fn a_quarter_turn_is_counterclockwise() {
    // Right of the centre goes above it.
    let turned = deformed(Deformation { rotation: 90.0, ..Default::default() }, &dot(20, 14));
    let (brightest, _) = turned.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
    assert_eq!((brightest % SIDE, brightest / SIDE), (14, 7));
}

#[test]
fn an_elastic_field_that_is_the_same_everywhere_is_a_shift() {
    let bent = deformed(Deformation { elastic: [[(3.0, 0.0); GRID]; GRID], ..Default::default() }, &dot(10, 10));
    for (a, b) in bent.iter().zip(dot(13, 10)) {
        assert!((a - b).abs() < 1e-6);
    }
}

#[test]
fn deformations_can_go_half_as_far() {
    let augmentation = Augmentation { shift: 2.0, rotation: 12.0, scale: 0.1, shear: 0.2, elastic: 1.0 };
    let half = Augmentation { shift: 1.0, rotation: 6.0, scale: 0.05, shear: 0.1, elastic: 0.5 };
    assert_eq!(augmentation.times(0.5), half);
    assert_eq!(augmentation.times(0.0).draw(&mut ChaCha8Rng::seed_from_u64(1)), Deformation::default());
}

#[test]
fn random_deformations_stay_in_their_range_and_depend_on_the_seed() {
    let augmentation = Augmentation { shift: 2.0, rotation: 12.0, scale: 0.1, shear: 0.1, elastic: 1.0 };
    let draw = |seed| augmentation.draw(&mut ChaCha8Rng::seed_from_u64(seed));
    for seed in 0..100 {
        let d = draw(seed);
        assert!(d.shift.0.abs() <= 2.0 && d.rotation.abs() <= 12.0 && (0.9..=1.1).contains(&d.scale));
        assert!(d.elastic.iter().flatten().all(|(dx, dy)| dx.abs() <= 1.0 && dy.abs() <= 1.0));
    }
    assert_eq!(draw(3), draw(3));
    assert_ne!(draw(3), draw(4));
}
