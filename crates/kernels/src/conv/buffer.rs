//! Memory that begins where a line of the cache does.

use std::ops::{Deref, DerefMut};

/// Numbers in a line of the cache: 64 bytes.
pub(super) const LINE: usize = 16;

/// Numbers in memory that begin at a line of the cache. A vector of AVX-512 is as long as a line: anywhere else each one
/// would lie in two lines, and to read it would take twice as long.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    data: Vec<f32>,
    start: usize,
    len: usize,
}

impl Buffer {
    /// `len` zeros.
    pub(super) fn zeros(len: usize) -> Self {
        let data = vec![0.0; len + LINE - 1];
        // Counted in numbers; only Miri may be unable to tell.
        let start = data.as_ptr().align_offset(size_of::<[f32; LINE]>()).min(LINE - 1);
        Buffer { data, start, len }
    }

    /// `len` zeros, in the same memory if they fit.
    pub(super) fn reset(&mut self, len: usize) {
        if self.len == len {
            self.fill(0.0);
        } else {
            *self = Buffer::zeros(len);
        }
    }
}

impl Deref for Buffer {
    type Target = [f32];

    #[inline]
    fn deref(&self) -> &[f32] {
        &self.data[self.start..][..self.len]
    }
}

impl DerefMut for Buffer {
    #[inline]
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.data[self.start..][..self.len]
    }
}

impl Clone for Buffer {
    /// The numbers, in memory of their own that begins at a line as well.
    fn clone(&self) -> Self {
        let mut copy = Buffer::zeros(self.len);
        copy.copy_from_slice(self);
        copy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
