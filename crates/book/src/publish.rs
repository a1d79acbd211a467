//! The figures for a repository: the pictures, and a page of them in Markdown.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use experiment::{Chapter, Number, format_duration, write_atomically};

use crate::{Record, Records};

/// Copies the figures of `records` from `from` to `to`, and writes a page of them and the records there. What was
/// published earlier stays, but for experiments that are published again.
///
/// # Errors
/// If a figure is gone, or the folder cannot be written to.
pub(crate) fn publish(records: &Records, chapters: &[&Chapter], from: &Path, to: &Path) -> Result<()> {
    for (_, figure) in records.iter().flat_map(|record| &record.figures) {
        let (source, target) = (from.join(figure), to.join(figure));
        let picture = fs::read(&source).with_context(|| format!("cannot read {}", source.display()))?;
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        write_atomically(&target, &picture)?;
    }
    let mut published = Records::load(to)?;
    records.without_transcripts().iter().for_each(|record| published.insert(record.clone()));
    published.save(to)?;
    write_atomically(&to.join("README.md"), page(&published, chapters).as_bytes())
}

fn page(records: &Records, chapters: &[&Chapter]) -> String {
    let mut page = "# The figures\n\nMade by `cargo run -p book -- --publish docs/figures`.\n".to_owned();
    for chapter in chapters {
        let drawn = chapter.experiments.iter().filter_map(|entry| {
            let record = records.find(chapter, entry.info.name)?;
            (!record.figures.is_empty()).then_some((entry, record))
        });
        let _ = write!(page, "\n## Chapter {}: {} ({})\n", chapter.number, chapter.title, chapter.japanese);
        for (entry, record) in drawn {
            let info = &entry.info;
            let _ = write!(page, "\n### {} {}\n\n{}.\n", info.section, info.name, info.summary);
            let _ = write!(page, "`{}`, {}\n\n", record.command(chapter, info), format_duration(record.seconds));
            for (name, path) in &record.figures {
                let _ = writeln!(page, "![{}]({path})", info.caption(name));
            }
            page.push_str(&numbers(record));
        }
    }
    page
}

fn numbers(record: &Record) -> String {
    if record.numbers.is_empty() {
        return String::new();
    }
    let row = |n: &Number| format!("| {} | {} | {} | {} |\n", n.what, n.value, n.book, n.target);
    let rows: String = record.numbers.iter().map(row).collect();
    format!("\n| number | here | book | target |\n|---|---|---|---|\n{rows}")
}
