//! What more threads than the machine has would bring: its work is watched on one thread, piece by piece, and the pieces
//! of each region are dealt out to more.
//!
//! With P threads a call takes what is serial, and for each region what the last of P workers needs, each of whom takes the
//! next piece when it is free. Not in it: what it costs to wake threads, and that they share caches, memory and clock.

use std::time::Instant;

use anyhow::Result;
use kernels::pieces;

use crate::machine;
use crate::markdown::table;
use crate::samples::{Effort, calls_in, human, three_digits};
use crate::work::{Data, SHARED, Work};

const THREADS: [usize; 5] = [1, 2, 4, 8, 16];

/// One call, in seconds.
#[derive(Clone, Debug)]
pub struct Profile {
    /// What no other thread could do.
    pub serial: f64,
    /// The pieces of each region that has more than one.
    pub regions: Vec<Vec<f64>>,
}

impl Profile {
    /// Watches a call, on the only thread of a pool.
    pub fn of(work: impl FnOnce()) -> Self {
        let mut seconds = 0.0;
        let seen = pieces::watch(|| {
            let start = Instant::now();
            work();
            seconds = start.elapsed().as_secs_f64();
        });
        let regions: Vec<Vec<f64>> = seen
            .iter()
            .filter(|pieces| pieces.len() > 1)
            .map(|pieces| pieces.iter().map(|t| t.as_secs_f64()).collect())
            .collect();
        let shared: f64 = regions.iter().flatten().sum();
        Profile { serial: (seconds - shared).max(0.0), regions }
    }

    /// Seconds that the call takes with so many threads.
    pub fn with_threads(&self, threads: usize) -> f64 {
        self.serial + self.regions.iter().map(|pieces| makespan(pieces, threads)).sum::<f64>()
    }

    /// Seconds with a thread for each piece: the critical path.
    pub fn span(&self) -> f64 {
        self.with_threads(usize::MAX)
    }

    /// The part of the time on one thread that is serial.
    pub fn serial_share(&self) -> f64 {
        self.serial / self.with_threads(1)
    }

    /// Number of pieces of the region that has most.
    pub fn most_pieces(&self) -> usize {
        self.regions.iter().map(Vec::len).max().unwrap_or(1)
    }
}

/// When the last of `workers` is done, if each takes the next piece whenever it is free.
pub fn makespan(pieces: &[f64], workers: usize) -> f64 {
    let mut busy_until = vec![0.0; workers.clamp(1, pieces.len().max(1))];
    for piece in pieces {
        *busy_until.iter_mut().min_by(|a, b| f64::total_cmp(a, b)).expect("at least one worker") += piece;
    }
    busy_until.into_iter().fold(0.0, f64::max)
}

/// The table, with so much effort for each work.
///
/// # Errors
/// If threads cannot be started.
pub fn report(data: &Data, effort: Effort) -> Result<String> {
    let cores = rayon::current_num_threads();
    let measured: Vec<usize> = THREADS.into_iter().filter(|&threads| threads <= cores).collect();
    let rows = SHARED.iter().map(|work| row(work, data, effort, &measured)).collect::<Result<Vec<_>>>()?;
    let mut head = vec!["work, batches of 100".to_string(), "regions".into(), "most pieces".into(), "serial".into()];
    head.extend(measured.iter().map(|&threads| format!("measured, {}", plural(threads))));
    head.extend(THREADS.map(plural));
    head.push("any number".into());
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    Ok(format!("{}\n{}.\n", table(&head, &rows), machine::description()))
}

fn plural(threads: usize) -> String {
    format!("{threads} thread{}", if threads == 1 { "" } else { "s" })
}

fn row(work: &Work, data: &Data, effort: Effort, measured: &[usize]) -> Result<Vec<String>> {
    let profile = in_pool(1, || {
        let mut call = work.start(data);
        let calls = calls_in(effort.seconds, effort.warm_up(&mut call)).max(effort.parts.min(3));
        let mut profiles: Vec<Profile> = (0..calls).map(|_| Profile::of(&mut call)).collect();
        profiles.sort_by(|a, b| f64::total_cmp(&a.with_threads(1), &b.with_threads(1)));
        profiles.swap_remove(calls / 2)
    })?;
    let alone = profile.with_threads(1);
    let mut cells = vec![
        work.title.to_string(),
        profile.regions.len().to_string(),
        profile.most_pieces().to_string(),
        format!("{} %", three_digits(100.0 * profile.serial_share())),
    ];
    for &threads in measured {
        cells.push(human(in_pool(threads, || effort.median(work.start(data)))?));
    }
    let simulated = THREADS.map(|threads| profile.with_threads(threads)).into_iter().chain([profile.span()]);
    cells.extend(simulated.map(|seconds| format!("{} (× {})", human(seconds), three_digits(alone / seconds))));
    eprintln!("{}", cells.join(", "));
    Ok(cells)
}

fn in_pool<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> Result<R> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.install(work))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_worker_takes_the_next_piece_when_it_is_free() {
        // Two workers: 3 and 1, 1, 1, then 2 for whoever is free first, at 3.
        let pieces = [3.0, 1.0, 1.0, 1.0, 2.0];
        assert_eq!([1, 2, 3, 4, 100].map(|workers| makespan(&pieces, workers)), [8.0, 5.0, 3.0, 3.0, 3.0]);
        assert_eq!(makespan(&[], 4), 0.0);
        assert_eq!([4, 5, 9, 10].map(|workers| makespan(&[1.0; 10], workers)), [3.0, 2.0, 2.0, 1.0]);
    }

    #[test]
    fn serial_time_is_not_shortened() {
        let profile = Profile { serial: 2.0, regions: vec![vec![1.0; 4], vec![2.0, 2.0]] };
        assert_eq!([1, 2, 4].map(|threads| profile.with_threads(threads)), [10.0, 6.0, 5.0]);
        assert_eq!((profile.span(), profile.serial_share(), profile.most_pieces()), (5.0, 0.2, 4));
    }

    #[test]
    fn a_convolution_has_its_images_as_pieces_and_ten_chunks_of_them_for_gradients() {
        let digits = dataset::synthetic::digits(200, 1);
        let mnist = dataset::Mnist { train: digits.clone(), test: digits, source: dataset::Source::Synthetic(1) };
        let data = Data::new(&mnist);
        let profile = in_pool(1, || {
            let mut call = SHARED[2].start(&data);
            Profile::of(&mut call)
        });
        let regions: Vec<usize> = profile.unwrap().regions.iter().map(Vec::len).collect();
        let with = |pieces| regions.iter().filter(|&&region| region == pieces).count();
        assert!(with(100) == 2 && with(10) >= 1, "forward and loss; backward: {regions:?}");
    }
}
