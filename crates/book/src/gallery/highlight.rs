//! Rust with its words marked, for CSS to colour.

use std::fmt::Write;

const KEYWORDS: [&str; 34] = [
    "as", "break", "const", "continue", "crate", "dyn", "else", "enum", "false", "fn", "for", "if", "impl", "in",
    "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static", "struct", "super", "trait",
    "true", "type", "unsafe", "use", "where", "while",
];

/// What a part of the code is: the class that CSS knows it by.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Plain,
    Comment,
    Attribute,
    String,
    Number,
    Lifetime,
    Keyword,
    Macro,
    Type,
    Function,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Kind::Plain => "",
            Kind::Comment => "c",
            Kind::Attribute | Kind::Lifetime => "a",
            Kind::String => "s",
            Kind::Number => "n",
            Kind::Keyword => "k",
            Kind::Macro => "m",
            Kind::Type => "t",
            Kind::Function => "f",
        }
    }
}

/// The code as HTML: text between `<span>`s.
pub(crate) fn highlight(code: &str) -> String {
    let mut html = String::with_capacity(2 * code.len());
    let mut rest = code;
    while !rest.is_empty() {
        let (kind, length) = token(rest);
        let (text, later) = rest.split_at(length);
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        match kind {
            Kind::Plain => html.push_str(&text),
            kind => {
                let _ = write!(html, "<span class={}>{text}</span>", kind.class());
            }
        }
        rest = later;
    }
    html
}

/// What the code begins with, and how many bytes of it that is.
fn token(code: &str) -> (Kind, usize) {
    let first = code.chars().next().unwrap_or(' ');
    if code.starts_with("//") {
        return (Kind::Comment, code.find('\n').unwrap_or(code.len()));
    }
    if code.starts_with("/*") {
        return (Kind::Comment, code.find("*/").map_or(code.len(), |end| end + 2));
    }
    if code.starts_with("#[") || code.starts_with("#![") {
        return (Kind::Attribute, attribute(code));
    }
    if let Some(length) = string(code) {
        return (Kind::String, length);
    }
    if first == '\'' {
        return quote(code);
    }
    if first.is_ascii_digit() {
        return (Kind::Number, number(code));
    }
    if is_word(first) {
        let length = code.find(|c| !is_word(c)).unwrap_or(code.len());
        return (word(&code[..length], &code[length..]), length);
    }
    (Kind::Plain, first.len_utf8())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word(word: &str, later: &str) -> Kind {
    let is_macro = later.starts_with('!') && !later.starts_with("!=");
    if KEYWORDS.contains(&word) {
        Kind::Keyword
    } else if is_macro {
        Kind::Macro
    } else if word.starts_with(char::is_uppercase) {
        Kind::Type
    } else if later.starts_with('(') || later.starts_with("::<") {
        Kind::Function
    } else {
        Kind::Plain
    }
}

/// Up to the bracket that closes the first one.
fn attribute(code: &str) -> usize {
    let mut depth = 0;
    for (place, c) in code.char_indices() {
        depth += i32::from(c == '[') - i32::from(c == ']');
        if depth == 0 && c == ']' {
            return place + 1;
        }
    }
    code.len()
}

/// `"…"`, `b"…"`, `r#"…"#`.
fn string(code: &str) -> Option<usize> {
    let prefix = ["br", "r", "b", ""]
        .into_iter()
        .find(|prefix| code.strip_prefix(prefix).is_some_and(|rest| rest.trim_start_matches('#').starts_with('"')))?;
    let rest = &code[prefix.len()..];
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let is_raw = prefix.contains('r');
    if hashes > 0 && !is_raw {
        return None;
    }
    let inside = prefix.len() + hashes + 1;
    let end = if is_raw {
        let end = format!("\"{}", "#".repeat(hashes));
        code[inside..].find(&end).map(|place| place + end.len())
    } else {
        let mut escaped = false;
        let end = code[inside..].char_indices().find(|&(_, c)| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        end.map(|(place, _)| place + 1)
    };
    Some(end.map_or(code.len(), |end| inside + end))
}

/// A character, or a lifetime.
fn quote(code: &str) -> (Kind, usize) {
    let inside = &code[1..];
    if let Some(escape) = inside.strip_prefix('\\') {
        // The escaped character may be a quote itself.
        let skipped = escape.chars().next().map_or(0, char::len_utf8);
        let end = escape[skipped..].find('\'').map_or(code.len(), |end| 3 + skipped + end);
        return (Kind::String, end);
    }
    let first = inside.chars().next().map_or(0, char::len_utf8);
    if inside[first..].starts_with('\'') {
        return (Kind::String, first + 2);
    }
    (Kind::Lifetime, 1 + inside.find(|c| !is_word(c)).unwrap_or(inside.len()))
}

/// Digits with `_`, a point and an exponent, and a type; not the dots of a range, nor a method of the number.
fn number(code: &str) -> usize {
    let bytes = code.as_bytes();
    let mut end = 0;
    while let Some(&byte) = bytes.get(end) {
        let is_digit_at = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
        let goes_on = byte.is_ascii_alphanumeric()
            || byte == b'_'
            || byte == b'.' && is_digit_at(end + 1)
            || byte == b'-' && is_digit_at(end + 1) && matches!(bytes[end - 1], b'e' | b'E') && !code.starts_with("0x");
        if !goes_on {
            break;
        }
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CHAPTERS;
    use experiment::workspace_root;

    fn kinds(code: &str) -> Vec<(Kind, &str)> {
        let mut parts = Vec::new();
        let mut rest = code;
        while !rest.is_empty() {
            let (kind, length) = token(rest);
            if kind != Kind::Plain {
                parts.push((kind, &rest[..length]));
            }
            rest = &rest[length..];
        }
        parts
    }

    #[test]
    fn words_have_their_kinds() {
        use Kind::*;
        assert_eq!(
            kinds("let x: Vec<&'a str> = vec![f(1e-4)]; // 7"),
            [
                (Keyword, "let"),
                (Type, "Vec"),
                (Lifetime, "'a"),
                (Macro, "vec"),
                (Function, "f"),
                (Number, "1e-4"),
                (Comment, "// 7")
            ]
        );
        assert_eq!(kinds("(0..10_000).sum::<f64>()")[..2], [(Number, "0"), (Number, "10_000")]);
        assert_eq!(kinds("1.0_f64.exp() - 1"), [(Number, "1.0_f64"), (Function, "exp"), (Number, "1")]);
        assert_eq!(kinds("a != b"), []);
        assert_eq!(
            kinds("#[arg(value_parser = x::<[u8; 2]>)]\npub"),
            [(Attribute, "#[arg(value_parser = x::<[u8; 2]>)]"), (Keyword, "pub")]
        );
    }

    #[test]
    fn strings_end_where_they_end() {
        use Kind::*;
        assert_eq!(
            kinds(r#"("a \" // b", 'c', '\'', '\n', b"d")"#).iter().map(|part| part.1).collect::<Vec<_>>(),
            [r#""a \" // b""#, "'c'", r"'\''", r"'\n'", "b\"d\""]
        );
        assert_eq!(kinds("r#\"a \" b\"# 1"), [(String, "r#\"a \" b\"#"), (Number, "1")]);
        assert_eq!(kinds("\"open"), [(String, "\"open")]);
        assert_eq!(kinds("'"), [(Lifetime, "'")]);
    }

    #[test]
    fn no_script_loses_or_gains_a_letter() {
        let mut letters = 0;
        for chapter in CHAPTERS {
            for entry in chapter.experiments {
                let path = format!("crates/{}/src/{}.rs", chapter.crate_name(), entry.info.name);
                let code = std::fs::read_to_string(workspace_root().join(&path)).unwrap();
                let mut text = std::string::String::new();
                for part in highlight(&code).split('<') {
                    text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
                }
                let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                assert_eq!(text, code, "{path}");
                letters += code.len();
            }
        }
        assert!(letters > 100_000, "{letters} letters");
    }
}
