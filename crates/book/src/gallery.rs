//! `index.html`: every figure of the book on one page, without anything from outside.

mod best;
mod highlight;
mod source;

use std::path::Path;

use anyhow::Result;
use experiment::{Chapter, Entry, Info, format_duration, workspace_root, write_atomically};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::picture_size::picture_size;
use crate::record::Columns;
use crate::{Record, Records};

use source::Source;

const STYLE: &str = include_str!("gallery/style.css");
const SCRIPT: &str = include_str!("gallery/script.js");

/// From so many figures on those of an experiment are shown smaller.
const MANY: usize = 6;

/// The page and what stays the same in it from run to run.
pub(crate) struct Gallery {
    chapters: Vec<(&'static Chapter, Vec<(&'static Entry, Source)>)>,
}

impl Gallery {
    /// A gallery of these chapters, with the source of their scripts.
    pub(crate) fn new(chapters: &[&'static Chapter]) -> Self {
        let root = workspace_root();
        let scripts = |chapter: &'static Chapter| {
            chapter.experiments.iter().map(|entry| (entry, Source::read(&root, chapter, &entry.info))).collect()
        };
        Gallery { chapters: chapters.iter().map(|&chapter| (chapter, scripts(chapter))).collect() }
    }

    /// Writes the gallery of `records` into `folder`, where their figures are.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub(crate) fn write(&self, records: &Records, folder: &Path) -> Result<()> {
        write_atomically(&folder.join("index.html"), self.page(records, folder).into_string().as_bytes())
    }

    fn page(&self, records: &Records, folder: &Path) -> Markup {
        let has_run = |chapter: &Chapter| records.iter().any(|record| record.chapter == chapter.number);
        let ran: Vec<_> = self.chapters.iter().filter(|(chapter, _)| has_run(chapter)).collect();
        let figures: usize = records.iter().map(|record| record.figures.len()).sum();
        let seconds = records.iter().map(|record| record.seconds).sum::<f64>();
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    link rel="icon" href="data:,";
                    title { "Deep Learning from Scratch in Rust: the figures" }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header {
                        h1 { "Deep Learning from Scratch " span { "in Rust" } }
                        p { (records.iter().count()) " experiments, " (figures) " figures, computed in " (format_duration(seconds)) "." }
                        p.keys { "Keys: 1 to 8 choose a chapter, 0 all of them; / searches; the arrows walk through enlarged figures." }
                    }
                    nav aria-label="Chapters" {
                        input type="search" placeholder="Search" aria-label="Search scripts and figures" autocomplete="off" spellcheck="false";
                        button type="button" data-chapter="all" aria-pressed="true" { "All" }
                        @for (chapter, _) in &ran {
                            button type="button" data-chapter=(chapter.number) aria-pressed="false" title=(chapter.title) {
                                (chapter.number) span { " " (chapter.title) }
                            }
                        }
                    }
                    main {
                        @for (chapter, scripts) in &ran {
                            section id=(chapter.crate_name()) data-chapter=(chapter.number) {
                                h2 { "Chapter " (chapter.number) ": " (chapter.title) small lang="ja" { (chapter.japanese) } }
                                (best_of(chapter, records, folder))
                                @for (entry, source) in scripts {
                                    @if let Some(record) = records.find(chapter, entry.info.name) {
                                        (experiment(chapter, &entry.info, record, source, folder))
                                    }
                                }
                            }
                        }
                        p.nothing hidden { "Nothing found." }
                    }
                    dialog aria-label="Figure" {
                        div { img alt=""; }
                        p {}
                        form method="dialog" {
                            button type="button" data-step="-1" aria-label="Previous figure" { "←" }
                            button type="button" data-step="1" aria-label="Next figure" { "→" }
                            button aria-label="Close" { "Close" }
                        }
                    }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    }
}

/// The chapter's best figures, which lead to their experiments.
fn best_of(chapter: &Chapter, records: &Records, folder: &Path) -> Markup {
    let figure = |name: &&str| {
        let entry =
            chapter.experiments.iter().find(|entry| entry.info.figures.iter().any(|(known, _)| known == name))?;
        let record = records.find(chapter, entry.info.name)?;
        let (_, path) = record.figures.iter().find(|(known, _)| known == name)?;
        Some((&entry.info, path))
    };
    let figures: Vec<_> = best::best(chapter.number).iter().filter_map(figure).collect();
    html! {
        @if !figures.is_empty() {
            div.best {
                @for (info, path) in figures {
                    a href=(format!("#{}", article(chapter, info))) {
                        span.picture { (picture(path, "", folder)) }
                        code { (info.name) } br; (info.summary)
                    }
                }
            }
        }
    }
}

/// The name by which links lead to an experiment.
fn article(chapter: &Chapter, info: &Info) -> String {
    format!("{}-{}", chapter.crate_name(), info.name)
}

/// The figure at `path`, which is loaded when it comes into sight and keeps its room until then.
fn picture(path: &str, alt: &str, folder: &Path) -> Markup {
    let (width, height) = picture_size(&folder.join(path)).unzip();
    html! { img src=(path) alt=(alt) width=[width] height=[height] loading="lazy"; }
}

fn experiment(chapter: &Chapter, info: &Info, record: &Record, source: &Source, folder: &Path) -> Markup {
    let command = record.command(chapter, info);
    let captions: String = record.figures.iter().map(|(name, _)| format!(" {name} {}", info.caption(name))).collect();
    let words = format!("{} {} {} {}{captions}", info.name, info.section, source.japanese, info.summary).to_lowercase();
    let prints = !record.transcript.trim().is_empty();
    html! {
        article id=(article(chapter, info)) data-words=(words) {
            h3 {
                (info.name) " "
                small { (info.section) @if !source.japanese.is_empty() { " " span lang="ja" { (source.japanese) } } " · " (format_duration(record.seconds)) }
                @if record.quick { " " mark title="made with --quick: seconds instead of minutes" { "first look" } }
                @if record.synthetic { " " mark title="not MNIST, for which the book's numbers hold" { "drawn digits" } }
            }
            p { (info.summary) "." }
            p.command { code { (command) } button type="button" data-copy=(command) { "Copy" } }
            div.beside {
                div {
                    @if record.figures.is_empty() {
                        @if prints { pre { (record.transcript) } } @else { p.silent { "It prints nothing." } }
                    } @else {
                        div.figures.many[record.figures.len() >= MANY] {
                            @for (name, path) in &record.figures { (figure(info.caption(name), path, folder)) }
                        }
                    }
                }
                div {
                    (numbers(record))
                    @for (place, file) in source.files.iter().enumerate() {
                        details.source open[place == 0] {
                            summary title=(file.path) { code { (file.name()) } }
                            pre { code { (PreEscaped(&file.code)) } }
                        }
                    }
                    @if !record.hyperparameters.is_empty() {
                        details {
                            summary { "Hyperparameters" }
                            dl {
                                dt { "--seed" } dd { (record.seed) }
                                @for (flag, value) in &record.hyperparameters { dt { (flag) } dd { (value) } }
                            }
                        }
                    }
                    @if prints && !record.figures.is_empty() {
                        details { summary { "What it prints" } pre { (record.transcript) } }
                    }
                }
            }
        }
    }
}

fn figure(caption: &str, path: &str, folder: &Path) -> Markup {
    html! {
        figure {
            button type="button" data-zoom=(path) aria-label=(format!("Enlarge: {caption}")) { (picture(path, caption, folder)) }
            figcaption { (caption) " " a href=(Path::new(path).with_extension("csv").display()) { "numbers" } }
        }
    }
}

/// What was measured, beside what the book has.
fn numbers(record: &Record) -> Markup {
    html! {
        @if !record.numbers.is_empty() {
            @let columns = Columns::of(&record.numbers);
            div.numbers { table {
                thead { tr { @for head in columns.heads() { th { (head) } } } }
                tbody { @for n in &record.numbers { tr { @for cell in columns.cells(n) { td { (cell) } } } } }
            } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CHAPTERS;
    use experiment::Number;
    use plot::{Axes, Figure};

    fn records() -> Records {
        let mut number = Number::new("final test accuracy", "0.9701");
        number.book("0.97").target("0.966–0.974");
        let mut records = Records::default();
        records.insert(Record {
            chapter: 5,
            name: "train_neuralnet".into(),
            quick: true,
            synthetic: true,
            seed: 7,
            seconds: 2.34,
            figures: vec![("train_neuralnet_accuracy".into(), "ch05/train_neuralnet_accuracy.png".into())],
            hyperparameters: vec![("--learning-rate".into(), "0.1".into())],
            numbers: vec![number],
            transcript: "<b>train acc</b> & test acc".into(),
        });
        records
    }

    /// The page of `records` without files of figures.
    fn page(records: &Records) -> String {
        Gallery::new(&CHAPTERS).page(records, Path::new("nowhere")).into_string()
    }

    #[test]
    fn the_page_shows_figure_command_numbers_and_hyperparameters() {
        let page = page(&records());
        for part in [
            "src=\"ch05/train_neuralnet_accuracy.png\"",
            "cargo run -p ch05 --bin train_neuralnet -- --quick --dataset synthetic --seed 7",
            "<td>0.9701</td><td>0.97</td><td>0.966–0.974</td>",
            "<dt>--learning-rate</dt><dd>0.1</dd>",
            "<dt>--seed</dt><dd>7</dd>",
            "first look",
            "drawn digits",
            "2.3 s",
            "誤差逆伝播法を使った学習",
            "crates/ch05/src/two_layer_net.rs",
            "<span class=k>fn</span> <span class=f>run</span>",
        ] {
            assert!(page.contains(part), "{part} is missing");
        }
    }

    #[test]
    fn a_figure_of_any_resolution_keeps_the_room_of_its_size() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("ch05")).unwrap();
        let path = dir.path().join("ch05/train_neuralnet_accuracy.png");
        std::fs::write(path, Figure::from(Axes::new()).size(320, 240).png_at(200).unwrap()).unwrap();
        let page = Gallery::new(&CHAPTERS).page(&records(), dir.path()).into_string();
        let room = "width=\"320\" height=\"240\"";
        assert_eq!(page.matches(room).count(), 2, "among the best of its chapter, and in its article");
    }

    #[test]
    fn nothing_comes_from_outside_and_text_is_escaped() {
        let page = page(&records());
        assert!(!page.contains("http://") && !page.contains("https://"), "an address from outside");
        assert!(page.contains("&lt;b&gt;train acc") && !page.contains("<b>train acc"));
    }

    #[test]
    fn chapters_that_did_not_run_are_left_out() {
        let page = page(&records());
        assert!(page.contains("id=\"ch05\"") && !page.contains("id=\"ch04\""));
    }
}
