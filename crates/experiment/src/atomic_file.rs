//! Files that appear whole or not at all, whenever the process or the machine stops.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Ending of a file that is being written.
const PART: &str = ".part";

/// Writes a file: into a temporary one beside it, to the disk, then renamed. What a killed process left of an earlier
/// attempt to write the same file is removed.
pub(crate) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let (folder, prefix) = part_of(path)?;
    remove_leftovers(folder, &prefix);

    let mut builder = tempfile::Builder::new();
    // Temporary files are for their owner alone; results are as readable as any other file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(&prefix).suffix(PART).tempfile_in(folder)?;
    // The lock says that a process is still writing. Where there are no locks, leftovers stay.
    let _ = file.as_file().lock();
    // Not through the temporary file, whose errors name its path.
    file.as_file_mut().write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Removes a file, and what killed processes left of attempts to write it.
pub(crate) fn remove(path: &Path) {
    let _ = fs::remove_file(path);
    if let Ok((folder, prefix)) = part_of(path) {
        remove_leftovers(folder, &prefix);
    }
}

/// The folder of a file, and how the names of its temporary files there begin.
fn part_of(path: &Path) -> io::Result<(&Path, OsString)> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    Ok((folder, [OsStr::new("."), name, OsStr::new(".")].iter().copied().collect()))
}

/// Removes the temporary files of this prefix that no process is writing any more.
fn remove_leftovers(folder: &Path, prefix: &OsStr) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        let is_part = name.starts_with(prefix.as_encoded_bytes()) && name.ends_with(PART.as_bytes());
        if is_part && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_whole_file_is_replaced_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("図 1.csv");
        write(&path, b"a longer first content").unwrap();
        write(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(names(folder.path()), ["図 1.csv"]);
    }

    #[test]
    fn a_file_that_cannot_be_written_is_an_error_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("folder");
        fs::create_dir_all(taken.join("full")).unwrap();
        assert!(write(&taken, b"").is_err());
        assert!(write(&folder.path().join("none/x.csv"), b"").is_err());
        assert!(write(Path::new(".."), b"").is_err());
        assert_eq!(names(folder.path()), ["folder"]);
    }

    #[test]
    fn only_what_a_killed_process_left_of_the_same_file_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let make = |name: &str| File::create(folder.path().join(name)).unwrap();
        let being_written = make(".x.csv.aaaaaa.part");
        being_written.lock().unwrap();
        for name in [".x.csv.bbbbbb.part", ".y.csv.cccccc.part", ".x.csv.lock"] {
            make(name);
        }
        write(&folder.path().join("x.csv"), b"content").unwrap();
        assert_eq!(names(folder.path()), [".x.csv.aaaaaa.part", ".x.csv.lock", ".y.csv.cccccc.part", "x.csv"]);
    }

    #[test]
    fn a_removed_file_leaves_no_part_of_itself() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["x.csv", ".x.csv.bbbbbb.part", ".y.csv.cccccc.part"] {
            File::create(folder.path().join(name)).unwrap();
        }
        remove(&folder.path().join("x.csv"));
        assert_eq!(names(folder.path()), [".y.csv.cccccc.part"]);
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_it_as_any_other_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (ours, usual) = (folder.path().join("ours"), folder.path().join("usual"));
        write(&ours, b"").unwrap();
        fs::write(&usual, "").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&usual));
    }
}
