//! Text in the lines of protocol 0: with quotes and escapes as Python writes them.

/// A string of Python 2 with its quotes, as `repr` gives it.
pub(super) fn quoted(line: &[u8]) -> Result<Vec<u8>, String> {
    let inner = match line {
        [b'\'', inner @ .., b'\''] | [b'"', inner @ .., b'"'] => inner,
        _ => return Err("text without quotes".into()),
    };
    unescape(inner, |escape| match escape {
        b'n' => Some(Escape::Byte(b'\n')),
        b'r' => Some(Escape::Byte(b'\r')),
        b't' => Some(Escape::Byte(b'\t')),
        b'\\' | b'\'' | b'"' => Some(Escape::Byte(escape)),
        b'x' => Some(Escape::Hex(2)),
        _ => None,
    })
}

/// Unicode as `raw-unicode-escape` writes it, if every character is one of Latin-1: others are in no array and in no
/// name of one.
pub(super) fn raw_unicode(line: &[u8]) -> Result<Vec<u8>, String> {
    unescape(line, |escape| match escape {
        b'u' => Some(Escape::Hex(4)),
        b'U' => Some(Escape::Hex(8)),
        _ => None,
    })
}

enum Escape {
    Byte(u8),
    /// So many hexadecimal digits of a byte.
    Hex(usize),
}

fn unescape(text: &[u8], meaning: impl Fn(u8) -> Option<Escape>) -> Result<Vec<u8>, String> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text);
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte != b'\\' {
            bytes.push(*byte);
            continue;
        }
        let (&escape, after) = rest.split_first().ok_or("text that ends with a backslash")?;
        rest = after;
        match meaning(escape).ok_or_else(|| format!("text with the escape \\{}", escape.escape_ascii()))? {
            Escape::Byte(byte) => bytes.push(byte),
            Escape::Hex(digits) => {
                let (number, after) = rest.split_at_checked(digits).ok_or("text that ends in an escape")?;
                let number = std::str::from_utf8(number).ok().and_then(|digits| u32::from_str_radix(digits, 16).ok());
                let byte = number.and_then(|number| u8::try_from(number).ok());
                bytes.push(byte.ok_or("text with characters that are no bytes")?);
                rest = after;
            }
        }
    }
    Ok(bytes)
}
