use kernels::conv::buffer::Buffer;

#[test]
fn begins_at_a_line_wherever_it_is_copied() {
    for len in [0, 1, 15, 16, 1000, 100_000] {
        let mut buffer = Buffer::zeros(len);
        buffer.iter_mut().enumerate().for_each(|(i, x)| *x = i as f32);
        let copies = [buffer.clone(), buffer.clone()];
        for copy in copies.iter().chain([&buffer]) {
            assert!(copy.is_empty() || copy.as_ptr().addr() % 64 == 0, "{len}");
            assert!(copy.iter().enumerate().all(|(i, &x)| x == i as f32) && copy.len() == len);
        }
        buffer.reset(len);
        assert!(buffer.iter().all(|&x| x == 0.0) && buffer.len() == len);
        buffer.reset(len + 20);
        assert!(buffer.iter().all(|&x| x == 0.0) && buffer.len() == len + 20);
    }
}
