//! Where results go without `--out-dir`.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Once;

use anyhow::{Context as _, Result};

use crate::output::create_folder;
use crate::workspace_root;

/// `figures` in the workspace; for a workspace that is read-only, below the current folder, among the user's data, and
/// in the temporary folder. The first that can be written to is taken.
pub(crate) fn results_folders() -> Vec<PathBuf> {
    let ours = |folder: PathBuf| folder.join("deep-learning-from-scratch");
    let folders = [Some(workspace_root()), env::current_dir().ok(), user_data().map(ours), Some(ours(env::temp_dir()))];
    let mut folders: Vec<PathBuf> = folders.into_iter().flatten().map(|folder| folder.join("figures")).collect();
    folders.dedup();
    folders
}

/// The folder `below` the first of these folders that can be written to. If it is not the first, a line on stderr says so,
/// once for all experiments of a process; if there is none, it is the first, whose error the caller meets.
pub fn default_out_dir(below: &str) -> PathBuf {
    static SAID: Once = Once::new();
    let dirs = results_folders().into_iter();
    let dirs: Vec<_> = dirs.map(|folder| if below.is_empty() { folder } else { folder.join(below) }).collect();
    let mut refused = None;
    for dir in &dirs {
        match (check_writable(dir), &refused) {
            (Ok(()), None) => return dir.clone(),
            (Ok(()), Some(reason)) => {
                SAID.call_once(|| eprintln!("note: {reason:#}; results go to {}", dir.display()));
                return dir.clone();
            }
            (Err(reason), _) => refused = refused.or(Some(reason)),
        }
    }
    dirs[0].clone()
}

fn check_writable(dir: &Path) -> Result<()> {
    create_folder(dir)?;
    tempfile::tempfile_in(dir)
        .map(drop)
        .with_context(|| format!("cannot write to the folder {}: choose another with --out-dir", dir.display()))
}

fn user_data() -> Option<PathBuf> {
    let folder = |variable| env::var_os(variable).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let below_home = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/share" };
    folder("XDG_DATA_HOME").or_else(|| folder("LOCALAPPDATA")).or_else(|| Some(folder("HOME")?.join(below_home)))
}
