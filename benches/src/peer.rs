//! Another program that does the same work: it reads what to do from its standard input, and prints the time.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;

/// A running program of `benches/peers/`.
#[derive(Debug)]
pub struct Peer {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    introduction: Introduction,
}

/// A peer's first line.
#[derive(Debug, Deserialize)]
struct Introduction {
    name: String,
    works: Vec<String>,
}

impl Peer {
    /// Starts `program` with the arguments `args` and `folder`, which holds the digits.
    ///
    /// # Errors
    /// If there is no such program, or it ends before it has introduced itself: then the last line that it wrote to
    /// standard error is the reason.
    pub fn start(program: &Path, args: &[&Path], folder: &Path) -> Result<Self> {
        let mut process = Command::new(program)
            .args(args)
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot run `{}`", program.display()))?;
        let input = process.stdin.take();
        let output = process.stdout.take().context("the peer has no output")?;
        let mut peer = Peer { process, input, output: BufReader::new(output), introduction: Introduction::default() };
        let line = peer.answer()?;
        peer.introduction =
            serde_json::from_str(&line).with_context(|| format!("not an introduction: {}", line.trim_end()))?;
        Ok(peer)
    }

    /// Name and version.
    pub fn name(&self) -> &str {
        &self.introduction.name
    }

    /// The variants of a work that the peer knows: the work itself, with its images channels last (`-last`), with the
    /// loop of the training compiled too (`-scan`).
    pub fn variants(&self, work: &str) -> Vec<String> {
        let known = |name: &String| name.strip_prefix(work).is_some_and(|rest| ["", "-last", "-scan"].contains(&rest));
        self.introduction.works.iter().filter(|name| known(name)).cloned().collect()
    }

    /// Seconds that one of `iterations` takes.
    ///
    /// # Errors
    /// If the peer does not answer with a number.
    pub fn seconds_a_call(&mut self, work: &str, iterations: usize) -> Result<f64> {
        let input = self.input.as_mut().context("the peer has no input")?;
        writeln!(input, "{work} {iterations}").with_context(|| format!("{} has ended", self.introduction.name))?;
        let line = self.answer()?;
        let seconds: f64 = line.trim().parse().with_context(|| format!("{work}: not a time: {line}"))?;
        Ok(seconds / iterations as f64)
    }

    fn answer(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? > 0 {
            return Ok(line);
        }
        let Some(errors) = self.process.stderr.take() else { bail!("the peer has ended") };
        let last = BufReader::new(errors).lines().map_while(Result::ok).last();
        Err(anyhow!("{}", last.unwrap_or_else(|| "the peer has ended without a word".into())))
    }
}

impl Default for Introduction {
    fn default() -> Self {
        Introduction { name: "a peer".into(), works: Vec::new() }
    }
}

impl Drop for Peer {
    /// A peer ends when its input does.
    fn drop(&mut self) {
        self.input = None;
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_python_and_no_script_are_errors_that_say_so() {
        let error = Peer::start(Path::new("no-such-python"), &[Path::new("a.py")], Path::new(".")).unwrap_err();
        assert_eq!(error.to_string(), "cannot run `no-such-python`");
    }

    #[cfg(unix)]
    #[test]
    fn a_peer_is_asked_and_answers() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("peer.sh");
        let text = r#"echo '{"name": "Shell 1", "works": ["ch07", "ch07-last", "ch07-scan"]}'
            while read w n; do echo 6.0; done"#;
        std::fs::write(&script, text).unwrap();
        let mut peer = Peer::start(Path::new("sh"), &[&script], folder.path()).unwrap();
        assert_eq!(peer.name(), "Shell 1");
        assert_eq!(peer.variants("ch07"), ["ch07", "ch07-last", "ch07-scan"]);
        assert!(peer.variants("ch05").is_empty());
        assert_eq!(peer.seconds_a_call("ch07", 3).unwrap(), 2.0);

        std::fs::write(&script, "echo 'no module named torch' >&2").unwrap();
        let error = Peer::start(Path::new("sh"), &[&script], folder.path()).unwrap_err();
        assert_eq!(error.to_string(), "no module named torch");
    }
}
