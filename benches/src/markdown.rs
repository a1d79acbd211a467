//! Tables, and the parts of `BENCHMARKS.md` that programs write.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// `BENCHMARKS.md` in the workspace.
pub fn default_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../BENCHMARKS.md")
}

/// A table: the first column to the left, all others to the right.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|&cell| cell.into()).collect();
    let rule = format!("|---|{}\n", "---:|".repeat(head.len() - 1));
    line(&head) + &rule + &rows.iter().map(|row| line(row)).collect::<String>()
}

/// Puts `text` between the lines `<!-- name -->` and `<!-- /name -->` of a file, or at the end of one without them.
///
/// # Errors
/// If the file cannot be read or written.
pub fn replace_section(path: &Path, name: &str, text: &str) -> Result<()> {
    let old = if path.exists() {
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?
    } else {
        String::from("# Benchmarks\n")
    };
    fs::write(path, replaced(&old, name, text)).with_context(|| format!("cannot write {}", path.display()))
}

fn replaced(old: &str, name: &str, text: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
    let section = format!("{open}{text}{close}");
    match (old.find(&open), old.find(&close)) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{section}{}", &old[..start], &old[end + close.len()..])
        }
        _ => format!("{old}\n{section}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_replaced_and_the_rest_is_kept() {
        let once = replaced("# Title\n", "a", "one\n");
        assert_eq!(once, "# Title\n\n<!-- a -->\none\n<!-- /a -->\n");
        let other = replaced(&once, "b", "two\n");
        assert_eq!(replaced(&other, "a", "three\n"), other.replace("one", "three"));
    }

    #[test]
    fn tables_have_a_rule_under_their_head() {
        let rows = vec![vec!["a".to_string(), "1".to_string()]];
        assert_eq!(table(&["work", "ms"], &rows), "| work | ms |\n|---|---:|\n| a | 1 |\n");
    }
}
