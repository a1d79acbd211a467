//! Where results go, and how they get there whole.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// The root of this workspace, seen from the current folder; the current folder itself where there is none above.
pub fn workspace_root() -> PathBuf {
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    here.ancestors()
        .find(|dir| dir.join("Cargo.toml").is_file() && dir.join("crates/experiment").is_dir())
        .unwrap_or(&here)
        .to_path_buf()
}

/// Writes a file whole or not at all, with an error that names it.
///
/// # Errors
/// If the folder cannot be written to or the disk is full; the old file, if there was one, is untouched.
pub fn write_atomically(path: &Path, content: &[u8]) -> Result<()> {
    crate::atomic_file::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// Creates the folder of results, with an error that says what to do.
pub(crate) fn create_folder(dir: &Path) -> Result<()> {
    if dir.exists() && !dir.is_dir() {
        bail!("{} is a file, not a folder: choose another with --out-dir", dir.display());
    }
    fs::create_dir_all(dir)
        .with_context(|| format!("cannot create the folder {}: choose another with --out-dir", dir.display()))
}

/// A path as a person types it: relative to the current folder where it lies below it.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

/// Keeps a second run of one experiment out of a folder, so that the files of two runs do not mix.
#[derive(Debug)]
pub(crate) struct FolderLock {
    path: PathBuf,
    _file: File,
}

impl FolderLock {
    /// Takes the folder for the experiment `name`.
    ///
    /// # Errors
    /// If another process has it, or the folder cannot be written to.
    pub(crate) fn take(dir: &Path, name: &str) -> Result<Self> {
        let path = dir.join(format!(".{name}.lock"));
        // Nothing is cut from a file that another process may have locked, which Windows refuses in other words.
        let file = File::options().write(true).create(true).truncate(false).open(&path);
        let file = file
            .with_context(|| format!("cannot write to the folder {}: choose another with --out-dir", dir.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock { path, _file: file }),
            Err(TryLockError::WouldBlock) => {
                bail!(
                    "another run of {name} is writing to {}: wait for it, or choose another folder with --out-dir",
                    dir.display()
                )
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // A lock file that stays behind is harmless: the lock itself ends with the process.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_is_kept_out_until_the_first_ends() {
        let dir = tempfile::tempdir().unwrap();
        let first = FolderLock::take(dir.path(), "train").unwrap();
        let error = FolderLock::take(dir.path(), "train").unwrap_err().to_string();
        assert!(error.contains("another run of train"), "{error}");
        FolderLock::take(dir.path(), "other").unwrap();
        drop(first);
        FolderLock::take(dir.path(), "train").unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("figures");
        fs::write(&file, "").unwrap();
        let error = create_folder(&file).unwrap_err().to_string();
        assert!(error.contains("is a file") && error.contains("--out-dir"), "{error}");
    }

    #[test]
    fn a_file_that_cannot_be_written_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let error = write_atomically(&dir.path().join("none/x.csv"), b"").unwrap_err().to_string();
        assert!(error.contains("x.csv"), "{error}");
    }
}
