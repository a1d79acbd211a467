//! What the pages of the repository consist of.

use std::fs;
use std::path::PathBuf;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// What lies between two headings, without its prose.
#[derive(Debug, PartialEq)]
pub(crate) struct Section {
    pub(crate) level: HeadingLevel,
    /// Code between backticks.
    pub(crate) code: Vec<String>,
    /// Language and text of code blocks.
    pub(crate) blocks: Vec<(String, String)>,
    /// Where links and pictures lead.
    pub(crate) links: Vec<String>,
    /// Names that links may lead to.
    pub(crate) places: Vec<String>,
    /// Rows and cells of tables.
    pub(crate) cells: usize,
    pub(crate) items: usize,
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn sections(page: &str) -> Vec<Section> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let mut sections: Vec<Section> = Vec::new();
    let mut block = None;
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        if let Event::Start(Tag::Heading { level, .. }) = event {
            let (code, blocks, links, places) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            sections.push(Section { level, code, blocks, links, places, cells: 0, items: 0 });
            continue;
        }
        let section = sections.last_mut().expect("a page begins with its title");
        match event {
            Event::Code(code) => section.code.push(code.into_string()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => block = Some(language.into_string()),
            Event::Text(text) => {
                if let Some(language) = &block {
                    section.blocks.push((language.clone(), text.into_string()));
                }
            }
            Event::End(TagEnd::CodeBlock) => block = None,
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                section.links.push(dest_url.into_string());
            }
            Event::InlineHtml(html) => {
                let source = html.split_once("src=\"").and_then(|(_, rest)| rest.split_once('"'));
                section.links.extend(source.map(|(path, _)| path.to_owned()));
                let place = html.split_once("<a id=\"").and_then(|(_, rest)| rest.split_once('"'));
                section.places.extend(place.map(|(id, _)| id.to_owned()));
            }
            Event::Start(Tag::TableCell) => section.cells += 1,
            Event::Start(Tag::Item) => section.items += 1,
            _ => {}
        }
    }
    sections
}
