//! A training that is killed again and again, with no chance to tidy up.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rand_chacha::{ChaCha8Rng, rand_core::Rng, rand_core::SeedableRng};

use crate::binaries::{files, path_of, tells_time};

/// Kills a training (`kill -9`) at so many random moments of its whole run, twice in a row: as it runs for the first time, and as
/// it continues from its checkpoint. The folder has the results of another seed at first; half of the moments are
/// those at which the new ones are written. `name` is the experiment's and its binary's; `flags` make it short.
///
/// The moments come from a seed that is printed; the variable `KILL_SEED` sets it.
///
/// # Panics
/// If a file is neither the old one nor the new one after a kill, the next run fails, or a training that was killed and
/// resumed leaves other bytes than one that ran through.
pub fn every_kill_leaves_whole_files(name: &str, flags: &[&str], kills: usize) {
    let training = Training { path: path_of(name), checkpoint: format!("{name}.checkpoint.safetensors"), flags };
    // Of many kills each half is done beside the other.
    let hands = if kills < 50 { 1 } else { 2 };
    let folders: Vec<_> = (0..hands).map(|_| tempfile::tempdir().unwrap()).collect();
    let through = tempfile::tempdir().unwrap();

    for folder in &folders {
        training.complete(folder.path(), &["--seed=2"]);
    }
    let whole = WholeRun::of(&mut training.command(through.path(), &OFTEN));
    let (old, new) = (files(folders[0].path()), files(through.path()));
    assert!(!new.contains_key(&training.checkpoint), "a completed training leaves no checkpoint");
    let same = new.iter().filter(|(file, content)| old.get(*file) == Some(content));
    assert_eq!(same.count(), 0, "another seed leaves other files");

    let seed = seed();
    thread::scope(|scope| {
        for (hand, folder) in (0..).zip(&folders) {
            let (training, whole, known, kills) = (&training, &whole, [&old, &new], kills.div_ceil(hands));
            scope.spawn(move || kill_and_resume(training, whole, known, folder.path(), kills, seed.wrapping_add(hand)));
        }
    });
}

/// Kills and resumes until `kills` runs were killed, and one at least has left a checkpoint. Files are the `old` ones or
/// the `new` ones.
fn kill_and_resume(
    training: &Training<'_>,
    whole: &WholeRun,
    [old, new]: [&BTreeMap<String, Vec<u8>>; 2],
    folder: &Path,
    kills: usize,
    seed: u64,
) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    // The runs that were killed, that were over before, and the checkpoints they left.
    let (mut killed, mut over, mut resumed) = (0, 0, 0);
    for round in 0.. {
        if killed >= kills && resumed > 0 {
            break;
        }
        assert!(round < 20 + 3 * kills, "KILL_SEED={seed}: {killed} were killed, {resumed} resumed");
        let mut from = Duration::ZERO;
        // Without the flag no checkpoint is due within a short training.
        let often = if round % 4 == 3 { &[][..] } else { &OFTEN };
        for _ in 0..2 {
            let resume = folder.join(&training.checkpoint).exists();
            let (marker, rest) = whole.moment(&mut rng, from);
            let flags = [often, if resume { &["--resume"] } else { &[] }].concat();
            let (was_killed, seen) = kill(training.command(folder, &flags), marker, rest);
            let context = format!("KILL_SEED={seed}, kill {}, {rest:?} after {marker:?}", killed + over + 1);
            for (file, content) in files(folder) {
                let is_one = |known: &BTreeMap<String, Vec<u8>>| known.get(&file) == Some(&content);
                let is_known = file.starts_with('.') || *file == training.checkpoint || is_one(old) || is_one(new);
                assert!(is_known, "{file} is neither the old nor the new one: {context}");
            }
            (killed, over) = (killed + usize::from(was_killed), over + usize::from(!was_killed));
            from = whole.time_of(&seen).unwrap_or(from);
            if !was_killed {
                break;
            }
        }
        for file in new.keys() {
            fs::write(folder.join(format!(".{file}.killed.part")), "the first half").unwrap();
        }
        let resume: &[&str] = if folder.join(&training.checkpoint).exists() { &["--resume"] } else { &[] };
        let said = training.complete(folder, resume);
        assert_eq!(said.contains("continuing after "), !resume.is_empty(), "{said}");
        resumed += resume.len();
        let left = files(folder);
        assert_eq!(left.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>(), "KILL_SEED={seed}");
        for (file, content) in new {
            assert!(
                left[file] == *content,
                "{file} differs from that of a training that ran through: KILL_SEED={seed}"
            );
        }
        old.iter().for_each(|(file, content)| fs::write(folder.join(file), content).unwrap());
    }
    eprintln!("KILL_SEED={seed}: {killed} runs were killed, {over} were over before; {resumed} ended by --resume");
}

/// A checkpoint before every iteration.
const OFTEN: [&str; 1] = ["--checkpoint-seconds=0"];

fn seed() -> u64 {
    match std::env::var("KILL_SEED") {
        Ok(seed) => seed.parse().expect("KILL_SEED is a number"),
        Err(_) => RandomState::new().hash_one(0),
    }
}

struct Training<'a> {
    path: PathBuf,
    /// The name of its checkpoint.
    checkpoint: String,
    flags: &'a [&'a str],
}

impl Training<'_> {
    fn command(&self, folder: &Path, more: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(self.flags).args(more).args(["--no-progress", "--out-dir"]).arg(folder);
        command.env_remove("MNIST_DIR").stdin(Stdio::null());
        command
    }

    /// Runs to the end, and returns what is said.
    #[track_caller]
    fn complete(&self, folder: &Path, more: &[&str]) -> String {
        let output = self.command(folder, more).output().unwrap();
        assert!(output.status.success(), "{more:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

/// The course of a run that nobody kills.
struct WholeRun {
    /// The lines that every run says in the same words, and when.
    lines: Vec<(Duration, String)>,
    /// When it began to write its results, and when it ended.
    writing: Duration,
    end: Duration,
}

impl WholeRun {
    fn of(command: &mut Command) -> Self {
        let start = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        let lines: Vec<_> = said.map(|line| (start.elapsed(), line.unwrap())).filter(|(_, l)| !tells_time(l)).collect();
        assert!(child.wait().unwrap().success());
        // The results are named when all are written.
        let written = lines.iter().position(|(_, line)| line.starts_with("wrote ")).expect("it writes results");
        let lines = Vec::from(&lines[..written]);
        WholeRun { writing: lines.last().expect("it says what it does").0, lines, end: start.elapsed() }
    }

    /// A moment after `from`: the line that comes before it, if there is one, and how long before.
    fn moment(&self, rng: &mut ChaCha8Rng, from: Duration) -> (Option<&str>, Duration) {
        let from = if rng.next_u32().is_multiple_of(2) { self.writing } else { from };
        let share = f64::from(rng.next_u32()) / f64::from(u32::MAX);
        let at = from + (self.end - from).mul_f64(share);
        match self.lines.iter().rev().find(|(time, _)| *time <= at) {
            Some((time, line)) => (Some(line), at - *time),
            None => (None, at),
        }
    }

    /// When the last of these lines is said.
    fn time_of(&self, said: &[String]) -> Option<Duration> {
        self.lines.iter().rev().find(|(_, line)| said.contains(line)).map(|(time, _)| *time)
    }
}

/// Kills a run so long after it said `marker`, or began; whether it was not over yet, and what it said.
fn kill(mut command: Command, marker: Option<&str>, rest: Duration) -> (bool, Vec<String>) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut seen = Vec::new();
    if let Some(marker) = marker {
        for line in lines.by_ref() {
            let is_it = line == marker;
            seen.push(line);
            if is_it {
                break;
            }
        }
    }
    thread::sleep(rest);
    child.kill().unwrap();
    seen.extend(lines);
    let status = child.wait().unwrap();
    assert!(status.success() || status.code().is_none(), "it ended by itself with {status}");
    (!status.success(), seen)
}
