//! What bytes are that are not what was expected, in words and with what to do.

/// As many of the first bytes as tell.
pub(crate) const ENOUGH: usize = 512;

/// Names a kind of file by its first bytes, of which [`ENOUGH`] are looked at; what follows reads `, where images are expected`.
pub(crate) fn words(start: &[u8]) -> String {
    let start = &start[..start.len().min(ENOUGH)];
    const AGAIN: &str = "download the file again";
    const UNPACK: &str = "unpack it";
    let begins = |with: &[&[u8]]| with.iter().any(|with| start.starts_with(with));
    let text: String = start.iter().map(|&byte| byte.to_ascii_lowercase() as char).collect();
    let text = text.trim_start_matches(['\u{ef}', '\u{bb}', '\u{bf}', ' ', '\t', '\r', '\n']);
    let (what, advice) = if start.is_empty() {
        ("it is empty", AGAIN)
    } else if text.starts_with("<!doctype") || text.starts_with("<html") || text.contains("<head") {
        ("it is a web page (HTML)", AGAIN)
    } else if text.starts_with("<?xml") || text.starts_with("<error") {
        ("it is an XML document, perhaps an error of the server", AGAIN)
    } else if text.starts_with("version https://git-lfs") {
        ("it is a git-lfs pointer, not the file itself", "get the file with `git lfs pull`")
    } else if begins(&[b"PK\x03\x04", b"PK\x05\x06"]) {
        ("it is a zip archive", UNPACK)
    } else if begins(&[b"7z\xbc\xaf\x27\x1c"]) {
        ("it is a 7z archive", UNPACK)
    } else if begins(&[b"Rar!"]) {
        ("it is a rar archive", UNPACK)
    } else if begins(&[b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd", b"\x1f\x9d"]) {
        ("it is packed, but not with gzip", UNPACK)
    } else if begins(&[b"\x1f\x8b"]) {
        ("it is packed with gzip twice", "unpack it once")
    } else if start.get(257..262) == Some(b"ustar") {
        ("it is a tar archive", UNPACK)
    } else if begins(&[b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*"]) {
        ("it is a picture", "put pictures into folders named 0 to 9")
    } else if begins(&[b"\x93NUMPY"]) {
        ("it is a NumPy array", "name it as such: x_train.npy, y_train.npy, x_test.npy, y_test.npy")
    } else if begins(&[b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"]) {
        ("it is a pickle", "name it mnist.pkl")
    } else if begins(&[b"\x89HDF", b"MATLAB"]) {
        ("it is a MATLAB or HDF5 file", "convert it to one of the formats that are read")
    } else if begins(&[b"%PDF"]) {
        ("it is a PDF document", AGAIN)
    } else if matches!(start, [1..=4, 8..=14, 0, 0, ..]) {
        ("it is idx data with the bytes of its numbers reversed", "write them big-endian")
    } else if matches!(start, [0, 0, _, _, ..]) {
        return idx(start);
    } else if start.iter().all(|&byte| byte == 0) {
        ("it holds zeros only", AGAIN)
    } else if start.len() < 8 {
        ("it has only a few bytes", AGAIN)
    } else if start.iter().all(|&byte| byte >= 0x20 || matches!(byte, b'\t' | b'\r' | b'\n')) {
        ("it is a text", "numbers as text must be named .csv; or download the file again")
    } else {
        ("it is no file of a kind that this program knows", AGAIN)
    };
    format!("{what}: {advice}")
}

/// What begins like idx data but is none that is read.
fn idx(start: &[u8]) -> String {
    if start.iter().all(|&byte| byte == 0) {
        return "it holds zeros only: download the file again".into();
    }
    match start[2] {
        8..=14 => format!("it is idx data of {} axes", start[3]),
        _ => "it is idx data of an unknown type, or damaged: download the file again".into(),
    }
}
