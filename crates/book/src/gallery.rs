//! `index.html`: every figure of the book on one page, without anything from outside.

use std::path::Path;

use anyhow::Result;
use experiment::{Chapter, Entry, format_duration, write_atomically};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{Record, Records};

const STYLE: &str = include_str!("gallery/style.css");
const SCRIPT: &str = include_str!("gallery/script.js");

/// Writes the gallery of `records` into `folder`.
///
/// # Errors
/// If the folder cannot be written to.
pub(crate) fn write(records: &Records, chapters: &[&Chapter], folder: &Path) -> Result<()> {
    write_atomically(&folder.join("index.html"), page(records, chapters).into_string().as_bytes())
}

fn page(records: &Records, chapters: &[&Chapter]) -> Markup {
    let ran: Vec<_> = chapters.iter().filter(|chapter| records.iter().any(|r| r.chapter == chapter.number)).collect();
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
                    p.keys { "Keys: 1 to 8 choose a chapter, 0 all of them; the arrows walk through enlarged figures." }
                }
                nav aria-label="Chapters" {
                    button type="button" data-chapter="all" aria-pressed="true" { "All" }
                    @for chapter in &ran {
                        button type="button" data-chapter=(chapter.number) aria-pressed="false" title=(chapter.title) {
                            (chapter.number) span { " " (chapter.title) }
                        }
                    }
                }
                main {
                    @for chapter in &ran {
                        section id=(chapter.crate_name()) data-chapter=(chapter.number) {
                            h2 { "Chapter " (chapter.number) ": " (chapter.title) small lang="ja" { (chapter.japanese) } }
                            @for entry in chapter.experiments {
                                @if let Some(record) = records.find(chapter, entry.info.name) { (experiment(chapter, entry, record)) }
                            }
                        }
                    }
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

fn experiment(chapter: &Chapter, entry: &Entry, record: &Record) -> Markup {
    let info = &entry.info;
    let command = record.command(chapter, info);
    html! {
        article id=(format!("{}-{}", chapter.crate_name(), info.name)) {
            h3 {
                (info.name) " "
                small { (info.section) " · " (format_duration(record.seconds)) }
                @if record.quick { " " mark title="made with --quick: seconds instead of minutes" { "first look" } }
                @if record.synthetic { " " mark title="not MNIST, for which the book's numbers hold" { "drawn digits" } }
            }
            p { (info.summary) "." }
            p.command { code { (command) } button type="button" data-copy=(command) { "Copy" } }
            @if !record.figures.is_empty() {
                div.figures {
                    @for (name, path) in &record.figures {
                        @let caption = info.caption(name);
                        figure {
                            button type="button" data-zoom=(path) aria-label=(format!("Enlarge: {caption}")) {
                                img src=(path) alt=(caption) loading="lazy";
                            }
                            figcaption { (caption) " " a href=(Path::new(path).with_extension("csv").display()) { "numbers" } }
                        }
                    }
                }
            }
            @if !record.numbers.is_empty() {
                table {
                    thead { tr { th { "number" } th { "here" } th { "book" } th { "target" } } }
                    tbody {
                        @for n in &record.numbers {
                            tr { td { (n.what) } td { (n.value) } td { (n.book) } td { (n.target) } }
                        }
                    }
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
            @if !record.transcript.trim().is_empty() {
                details { summary { "What it prints" } pre { (record.transcript) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CHAPTERS;
    use experiment::Number;

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

    #[test]
    fn the_page_shows_figure_command_numbers_and_hyperparameters() {
        let page = page(&records(), &CHAPTERS).into_string();
        for part in [
            "src=\"ch05/train_neuralnet_accuracy.png\"",
            "cargo run -p ch05 --bin train_neuralnet -- --quick --dataset synthetic --seed 7",
            "<td>0.9701</td><td>0.97</td><td>0.966–0.974</td>",
            "<dt>--learning-rate</dt><dd>0.1</dd>",
            "<dt>--seed</dt><dd>7</dd>",
            "first look",
            "drawn digits",
            "2.3 s",
        ] {
            assert!(page.contains(part), "{part} is missing");
        }
    }

    #[test]
    fn nothing_comes_from_outside_and_text_is_escaped() {
        let page = page(&records(), &CHAPTERS).into_string();
        assert!(!page.contains("http://") && !page.contains("https://"), "an address from outside");
        assert!(page.contains("&lt;b&gt;train acc") && !page.contains("<b>train acc"));
    }

    #[test]
    fn chapters_that_did_not_run_are_left_out() {
        let page = page(&records(), &CHAPTERS).into_string();
        assert!(page.contains("id=\"ch05\"") && !page.contains("id=\"ch04\""));
    }
}
