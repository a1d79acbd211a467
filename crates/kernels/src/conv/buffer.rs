//! Memory that begins where a line of the cache does.

use std::ops::{Deref, DerefMut};

/// Numbers in a line of the cache: 64 bytes.
pub const LINE: usize = 16;

/// Numbers in memory that begin at a line of the cache. A vector of AVX-512 is as long as a line: anywhere else each one
/// would lie in two lines, and to read it would take twice as long.
#[derive(Debug, Default)]
pub struct Buffer {
    data: Vec<f32>,
    start: usize,
    len: usize,
}

impl Buffer {
    /// `len` zeros.
    pub fn zeros(len: usize) -> Self {
        let data = vec![0.0; len + LINE - 1];
        // Counted in numbers; only Miri may be unable to tell.
        let start = data.as_ptr().align_offset(size_of::<[f32; LINE]>()).min(LINE - 1);
        Buffer { data, start, len }
    }

    /// `len` zeros, in the same memory if it has this length.
    pub fn reset(&mut self, len: usize) {
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
