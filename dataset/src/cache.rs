//! The cache folder: verified files that appear whole or not at all, and a lock so that one process downloads at a time.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::{Builder, NamedTempFile};

use crate::error::Error;

/// Ending of a file that is being downloaded.
const PART: &str = ".part";
/// How often a waiting process looks whether the lock is free.
const POLL: Duration = Duration::from_millis(20);

/// The right to write into the cache folder, until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    folder: PathBuf,
    file: File,
}

impl Lock {
    /// Makes the folder if need be, waits until no other process has the lock, and removes what a killed one left.
    ///
    /// Waits no longer than `deadline` on a process that has not received anything: without network, ten processes
    /// that start together must not wait for each other one by one. Returns also whether it waited on a process
    /// that did receive something, in which case the deadline means nothing any more.
    pub(crate) fn acquire(folder: &Path, deadline: Instant) -> Result<(Self, bool), Error> {
        std::fs::create_dir_all(folder).map_err(Error::io("create the folder", folder))?;
        let path = folder.join(".lock");
        let file =
            File::options().write(true).create(true).truncate(false).open(&path).map_err(Error::io("write", &path))?;
        let mut received = false;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {
                    received |= file.metadata().map_err(Error::io("read", &path))?.len() > 0;
                    if !received && Instant::now() >= deadline {
                        return Err(Error::Busy { folder: folder.into() });
                    }
                    thread::sleep(POLL);
                }
                // A file system without locks: files still appear whole, only downloaded more than once.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => break,
                Err(TryLockError::Error(error)) => return Err(Error::io("lock", &path)(error)),
            }
        }
        file.set_len(0).map_err(Error::io("write", &path))?;
        let lock = Lock { folder: folder.into(), file };
        lock.remove_leftovers()?;
        Ok((lock, received))
    }

    /// The cache folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Tells the processes that wait that something arrives, so that they go on waiting.
    pub(crate) fn mark_received(&self) -> Result<(), Error> {
        self.file.set_len(1).map_err(Error::io("write", self.folder.join(".lock")))
    }

    fn remove_leftovers(&self) -> Result<(), Error> {
        for entry in std::fs::read_dir(&self.folder).map_err(Error::io("read", &self.folder))?.flatten() {
            if entry.file_name().to_string_lossy().ends_with(PART) {
                std::fs::remove_file(entry.path()).map_err(Error::io("remove", entry.path()))?;
            }
        }
        Ok(())
    }

    /// A new file in the folder, which is removed when it is dropped before [`keep`](Self::keep).
    pub(crate) fn part(&self) -> Result<NamedTempFile, Error> {
        let mut builder = Builder::new();
        builder.prefix(".").suffix(PART);
        // Readable by whoever may read the workspace; temporary files are private by default.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        builder.tempfile_in(&self.folder).map_err(Error::io("write into", &self.folder))
    }

    /// Gives a finished file its name: after a crash of the machine, it is there whole or not at all.
    pub(crate) fn keep(&self, part: NamedTempFile, name: &str) -> Result<(), Error> {
        let path = self.folder.join(name);
        part.as_file().sync_all().map_err(Error::io("write", &path))?;
        part.persist(&path).map_err(|error| Error::io("write", &path)(error.error))?;
        #[cfg(unix)]
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(Error::io("write", &self.folder))?;
        Ok(())
    }
}
