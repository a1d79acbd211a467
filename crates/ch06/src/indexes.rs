//! Mini-batches without repetition: every sample once, then a new order.

use rand::Rng;
use rand::seq::SliceRandom;

/// Yields the indices `0..total` in random order, `size` per batch, and shuffles them anew when fewer are left.
///
/// ```
/// use ch06::Indexes;
/// use rand::SeedableRng;
///
/// let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
/// let mut indexes = Indexes::new(20, 5);
/// let new_epoch: Vec<bool> = (0..6).map(|_| indexes.next_index(&mut rng).1).collect();
/// assert_eq!(new_epoch, [true, false, false, false, true, false]);
/// ```
#[derive(Clone, Debug)]
pub struct Indexes {
    order: Vec<usize>,
    size: usize,
    /// How many of `order` were handed out.
    used: usize,
}

impl Indexes {
    /// For `total` samples, `size` at a time.
    ///
    /// # Panics
    /// If `size` is 0 or above `total`.
    #[track_caller]
    pub fn new(total: usize, size: usize) -> Self {
        assert!((1..=total).contains(&size), "a batch of {size} out of {total} samples");
        Indexes { order: (0..total).collect(), size, used: total }
    }

    /// The next batch, and whether a new order began with it.
    pub fn next_index(&mut self, rng: &mut impl Rng) -> (&[usize], bool) {
        let new_epoch = self.order.len() - self.used < self.size;
        if new_epoch {
            self.order.shuffle(rng);
            self.used = 0;
        }
        self.used += self.size;
        (&self.order[self.used - self.size..self.used], new_epoch)
    }
}
