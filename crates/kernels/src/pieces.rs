//! The pieces that threads share, and a clock for them.
//!
//! What is divided among threads goes through [`for_each`], [`map`] or a [`Region`]. [`watch`] then tells how long each
//! piece takes: from that follows what more threads would bring. Where nobody watches, a piece costs the test of a `bool`.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use rayon::prelude::*;

/// What was seen of a region: how long each of its pieces took, in their order.
pub type Seen = Vec<Duration>;

#[derive(Default)]
struct Watch {
    closed: Vec<Seen>,
    open: Option<Seen>,
}

thread_local! {
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

/// Calls `work` with each item, on all threads.
pub fn for_each<I: ParallelIterator>(items: I, work: impl Fn(I::Item) + Send + Sync) {
    let region = Region::open();
    items.for_each(|item| region.piece(|| work(item)));
}

/// What `work` makes of each item, in their order, computed on all threads.
pub fn map<I: IndexedParallelIterator, R: Send>(items: I, work: impl Fn(I::Item) -> R + Send + Sync) -> Vec<R> {
    let region = Region::open();
    items.map(|item| region.piece(|| work(item))).collect()
}

/// A stretch of the program whose pieces threads share, from [`open`](Region::open) until it is dropped.
#[derive(Debug)]
pub struct Region {
    watched: bool,
}

impl Region {
    /// Begins a region. One within a piece of another region belongs to that piece.
    pub fn open() -> Self {
        let watched = WATCH.with_borrow_mut(|watch| match watch {
            Some(Watch { open: open @ None, .. }) => {
                *open = Some(Seen::new());
                true
            }
            _ => false,
        });
        Region { watched }
    }

    /// Does one of the region's pieces.
    pub fn piece<R>(&self, work: impl FnOnce() -> R) -> R {
        if !self.watched {
            return work();
        }
        let start = Instant::now();
        let result = work();
        let took = start.elapsed();
        WATCH.with_borrow_mut(|watch| {
            if let Some(Watch { open: Some(open), .. }) = watch {
                open.push(took);
            }
        });
        result
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        if self.watched {
            WATCH.with_borrow_mut(|watch| {
                if let Some(watch) = watch {
                    watch.closed.extend(watch.open.take());
                }
            });
        }
    }
}

/// The regions of `work`, in their order. To be called on the only thread of a pool, so that no piece escapes.
///
/// # Panics
/// If the pool has more than one thread.
pub fn watch(work: impl FnOnce()) -> Vec<Seen> {
    assert_eq!(rayon::current_num_threads(), 1, "pieces are watched in a pool of one thread");
    WATCH.set(Some(Watch::default()));
    work();
    WATCH.take().unwrap_or_default().closed
}
