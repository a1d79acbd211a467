//! The figures for a repository: the pictures, and a page of them in Markdown.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use experiment::{Chapter, Info, Number, format_duration, workspace_root, write_atomically};

use crate::picture_size::picture_size;
use crate::record::Columns;
use crate::{Record, Records};

/// Figures up to this width stand two in a row, as wide as [`HALF`] at most …
const NARROW: u32 = 700;
/// … which is half of what a page has room for.
const HALF: u32 = 400;
/// The widest picture of a page.
const WHOLE: u32 = 820;

/// Copies the figures of `records` from `from` to `to`, and writes a page of them and the records there. What was
/// published earlier stays, but for experiments that are published again or are no more, and pictures of none.
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
    published.keep_known(chapters);
    published.save(to)?;
    write_atomically(&to.join("README.md"), page(&published, chapters, to).as_bytes())?;
    remove_others(&published, chapters, to)
}

/// Removes the pictures in the chapters' folders that belong to no record.
fn remove_others(published: &Records, chapters: &[&Chapter], to: &Path) -> Result<()> {
    let ours: BTreeSet<PathBuf> =
        published.iter().flat_map(|record| &record.figures).map(|(_, figure)| to.join(figure)).collect();
    for folder in chapters.iter().map(|chapter| to.join(chapter.crate_name())).filter(|folder| folder.is_dir()) {
        let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let is_picture = path.extension().is_some_and(|extension| extension == "png" || extension == "svg");
            if is_picture && !ours.contains(&path) {
                fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
            }
        }
    }
    Ok(())
}

/// The chapter's experiments that drew something.
fn drawn<'a>(records: &'a Records, chapter: &'a Chapter) -> impl Iterator<Item = (&'a Info, &'a Record)> {
    chapter.experiments.iter().filter_map(|entry| {
        let record = records.find(chapter, entry.info.name)?;
        (!record.figures.is_empty()).then_some((&entry.info, record))
    })
}

fn page(records: &Records, chapters: &[&Chapter], folder: &Path) -> String {
    let mut page = "# The figures\n\nMade by `cargo run -p book -- --publish docs/figures`.\n\n".to_owned();
    for chapter in chapters {
        let name = chapter.crate_name();
        let link = |(info, _): (&Info, _)| format!("[{0}](#{name}-{0})", info.name);
        let links: Vec<_> = drawn(records, chapter).map(link).collect();
        let _ = write!(page, "- [Chapter {}: {}](#{name})", chapter.number, chapter.title);
        let _ = writeln!(page, "{}{}", if links.is_empty() { "" } else { "<br>" }, links.join(" · "));
    }
    for chapter in chapters {
        let name = chapter.crate_name();
        let Chapter { number, title, japanese, .. } = chapter;
        let _ = write!(page, "\n## <a id=\"{name}\"></a>Chapter {number}: {title} ({japanese})\n");
        for (info, record) in drawn(records, chapter) {
            let id = format!("{name}-{}", info.name);
            let _ = write!(page, "\n### <a id=\"{id}\"></a>{} {}\n\n{}.\n", info.section, info.name, info.summary);
            let source = format!("crates/{name}/src/{}.rs", info.name);
            if workspace_root().join(&source).is_file() {
                let _ = write!(page, "[{}.rs](../../{source}), ", info.name);
            }
            let _ = writeln!(page, "`{}`, {}", record.command(chapter, info), format_duration(record.seconds));
            page.push_str(&pictures(info, record, folder));
            page.push_str(&numbers(record));
        }
    }
    page
}

/// Tables of pictures with their captions below: wide ones alone, the others two in a row.
fn pictures(info: &Info, record: &Record, folder: &Path) -> String {
    let figures = record.figures.iter().map(|(name, path)| {
        let width = picture_size(&folder.join(path)).map_or(NARROW, |(width, _)| width);
        (info.caption(name), path, width)
    });
    let mut tables = String::new();
    let mut row = Vec::new();
    for (caption, path, width) in figures {
        let is_wide = width > NARROW;
        if is_wide || row.len() == 2 {
            tables.push_str(&table(&std::mem::take(&mut row)));
        }
        let shown = width.min(if is_wide { WHOLE } else { HALF });
        let (alt, text) = (caption.replace('"', "&quot;").replace('|', "&#124;"), caption.replace('<', "&lt;"));
        row.push((format!("<img src=\"{path}\" width=\"{shown}\" alt=\"{alt}\">"), text.replace('|', "\\|")));
        if is_wide {
            tables.push_str(&table(&std::mem::take(&mut row)));
        }
    }
    tables + &table(&row)
}

/// One row of pictures, and one of their captions.
fn table(cells: &[(String, String)]) -> String {
    if cells.is_empty() {
        return String::new();
    }
    let row = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let pictures = row(cells.iter().map(|(picture, _)| picture.as_str()).collect());
    let captions = row(cells.iter().map(|(_, caption)| caption.as_str()).collect());
    format!("\n{pictures}{}\n{captions}", "|---".repeat(cells.len()) + "|")
}

fn numbers(record: &Record) -> String {
    if record.numbers.is_empty() {
        return String::new();
    }
    let columns = Columns::of(&record.numbers);
    let row = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let rows: String = record.numbers.iter().map(|n: &Number| row(columns.cells(n))).collect();
    let heads = columns.heads();
    format!("\n{}{}\n{rows}", row(heads.clone()), "|---".repeat(heads.len()) + "|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CHAPTERS;
    use plot::{Axes, Figure};

    fn record(name: &str, figures: &[&str]) -> Record {
        Record {
            chapter: 4,
            name: name.into(),
            quick: false,
            synthetic: false,
            seed: 1,
            seconds: 1.0,
            figures: figures.iter().map(|name| (name.to_string(), format!("ch04/{name}.png"))).collect(),
            hyperparameters: Vec::new(),
            numbers: Vec::new(),
            transcript: "said".into(),
        }
    }

    fn draw(folder: &Path, name: &str, width: usize) {
        fs::create_dir_all(folder.join("ch04")).unwrap();
        let png = Figure::from(Axes::new()).size(width, 100).png_at(200).unwrap();
        fs::write(folder.join(format!("ch04/{name}.png")), png).unwrap();
    }

    #[test]
    fn narrow_figures_stand_two_in_a_row_and_wide_ones_alone_each_with_its_caption() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let names = ["gradient_2d", "gradient_2d_contour", "gradient_2d_surface"];
        for (name, width) in names.into_iter().zip([640, 320, 1280]) {
            draw(from.path(), name, width);
        }
        let mut records = Records::default();
        records.insert(record("gradient_2d", &names));
        publish(&records, &CHAPTERS, from.path(), to.path()).unwrap();
        let page = fs::read_to_string(to.path().join("README.md")).unwrap();
        let (_, section) = page.split_once("### <a id=\"ch04-gradient_2d\"></a>§4.4 gradient_2d\n").unwrap();
        let rows: Vec<&str> = section.lines().filter(|line| line.starts_with('|')).collect();
        let info = CHAPTERS[3].find("gradient_2d").unwrap().info;
        let captions = names.map(|name| info.caption(name));
        assert!(rows[0].contains("gradient_2d.png\" width=\"400\"") && rows[0].contains("contour.png\" width=\"320\""));
        assert_eq!(rows[1..3], ["|---|---|".to_owned(), format!("| {} | {} |", captions[0], captions[1])]);
        assert!(rows[3].contains("surface.png\" width=\"820\""), "{}", rows[3]);
        assert_eq!(rows[5], format!("| {} |", captions[2]));
        assert!(page.contains("[gradient_2d](#ch04-gradient_2d)"), "the contents");
    }

    #[test]
    fn what_no_experiment_draws_any_more_goes() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        draw(from.path(), "gradient_2d", 640);
        draw(to.path(), "gradient_2d_of_old", 640);
        draw(to.path(), "gradient_1d", 640);
        let (mut earlier, mut records) = (Records::default(), Records::default());
        earlier.insert(record("an_experiment_of_old", &["gradient_2d_of_old"]));
        earlier.insert(record("gradient_1d", &["gradient_1d"]));
        earlier.save(to.path()).unwrap();
        records.insert(record("gradient_2d", &["gradient_2d"]));
        publish(&records, &CHAPTERS, from.path(), to.path()).unwrap();
        let left = |name: &str| to.path().join(format!("ch04/{name}.png")).exists();
        assert!(left("gradient_2d") && left("gradient_1d") && !left("gradient_2d_of_old"));
        assert_eq!(Records::load(to.path()).unwrap().iter().count(), 2);
    }
}
