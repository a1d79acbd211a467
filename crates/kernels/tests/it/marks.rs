use kernels::sparse::marks::{mark, transposed};

#[test]
fn what_is_marked_is_marked_in_the_transposed_matrix() {
    for (n, d) in [(1_usize, 128_usize), (64, 64), (70, 130), (100, 784)] {
        let x: Vec<f32> = (0..n * d).map(|i| if i * i % 7 < 2 { 0.5 } else { -1.0 }).collect();
        let (words, words_t) = (d.div_ceil(64), n.div_ceil(64));
        let marks = mark(&x, d, -1.0);
        let marks_t = transposed(&marks, n, d);
        for (i, j) in (0..n).flat_map(|i| (0..d).map(move |j| (i, j))) {
            let marked = marks[i * words + j / 64] >> (j % 64) & 1;
            assert_eq!(marked == 1, x[i * d + j] == 0.5, "({i}, {j})");
            assert_eq!(marks_t[j * words_t + i / 64] >> (i % 64) & 1, marked, "({i}, {j})");
        }
    }
}
