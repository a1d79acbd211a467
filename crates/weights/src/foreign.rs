//! Files that are taken for weights and are not read: what they are, and what to do instead.

use std::path::Path;

use crate::{npz, shown};

/// How files begin, and what is said of them. `{file}` is the file's name, `{npz}` that of a file to write instead.
const KINDS: [(&[u8], &str); 23] = [
    (b"version https://git-lfs", "it is a pointer of Git LFS, not the file itself: fetch that with `git lfs pull`"),
    (b"\x89HDF\r\n\x1a\n", KERAS),
    (b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", PYTORCH),
    (
        b"MATLAB 5.0",
        "it is a file of MATLAB: save it as npz, with scipy.io.loadmat('{file}') and numpy.savez('{npz}', …)",
    ),
    (b"GGUF", "it is a GGUF file, of language models"),
    (b"\0\0\x08\x01", MNIST),
    (b"\0\0\x08\x03", MNIST),
    (b"\x89PNG", "it is a picture"),
    (b"\xff\xd8\xff", "it is a picture"),
    (b"GIF8", "it is a picture"),
    (b"%PDF", "it is a PDF"),
    (b"BZh", "it is packed with bzip2: unpack it first, with `bunzip2 {file}`"),
    (b"\xfd7zXZ\0", "it is packed with xz: unpack it first, with `unxz {file}`"),
    (b"\x28\xb5\x2f\xfd", "it is packed with zstd: unpack it first, with `unzstd {file}`"),
    (b"7z\xbc\xaf\x27\x1c", "it is a 7z archive: unpack it first"),
    (b"Rar!", "it is a RAR archive: unpack it first"),
    (b"\x78\x01", JOBLIB),
    (b"\x78\x5e", JOBLIB),
    (b"\x78\x9c", JOBLIB),
    (b"\x78\xda", JOBLIB),
    (b"\xff\xfe", UTF16),
    (b"\xfe\xff", UTF16),
    (b"\xef\xbb\xbf", "it is text with a byte order mark: it was saved by an editor; fetch the file itself again"),
];

const PYTORCH: &str = "it is a PyTorch file, whose pickle is not executed: save it as safetensors or npz, with \
     python -c \"import numpy, torch; numpy.savez('{npz}', *[w.T if w.ndim == 2 else w for w in \
     torch.load('{file}', map_location='cpu', weights_only=True).values()])\"";

const KERAS: &str = "it is a file of Keras, or another in HDF5: save it as npz, with \
     python -c \"import keras, numpy; numpy.savez('{npz}', *keras.models.load_model('{file}').get_weights())\"";

const ONNX: &str = "it is an ONNX file: save it as npz, with python -c \"import numpy, onnx; numpy.savez('{npz}', \
     **{w.name: onnx.numpy_helper.to_array(w) for w in onnx.load('{file}').graph.initializer})\"";

const MNIST: &str = "it is a file of MNIST: --data-dir takes the folder of such files";

const JOBLIB: &str = "it is packed with zlib, as joblib does: save it as npz, with \
     python -c \"import joblib, numpy; numpy.savez('{npz}', **joblib.load('{file}'))\"";

const UTF16: &str = "it is text in UTF-16, as the > of PowerShell writes it: write or fetch the file without >";

/// What the file is, if it is of a known kind that is not read.
pub(super) fn named(bytes: &[u8], path: &Path) -> Option<String> {
    let known = KINDS.iter().find(|(start, _)| bytes.starts_with(start)).map(|&(_, text)| text);
    let text = known.or_else(|| match bytes {
        [] => Some("it is empty: download it again, or save it again"),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => archive(&npz::names(bytes)),
        // The version, then the name of the program that wrote it.
        [8, 1..=32, 0x12, length, name @ ..] if name.iter().take(5.min((*length).into())).all(u8::is_ascii_graphic) => {
            Some(ONNX)
        }
        _ if bytes.get(257..262) == Some(b"ustar") => Some("it is a tar archive: unpack it first"),
        _ if is_page(bytes) => Some("it is a web page, not the file itself: download the raw file"),
        _ => None,
    })?;
    let (file, npz) = (path.display().to_string(), path.with_extension("npz").display().to_string());
    let plain = |c: char| c.is_alphanumeric() || "/._- :".contains(c);
    let (file, npz) = if file.chars().all(plain) { (file, npz) } else { ("FILE".into(), "FILE.npz".into()) };
    Some(text.replace("{file}", &file).replace("{npz}", &npz))
}

/// What a zip archive is that is no npz.
fn archive(names: &[String]) -> Option<&'static str> {
    let has = |end: &str| names.iter().any(|name| name.ends_with(end));
    if has("data.pkl") || has("/.format_version") {
        return Some(PYTORCH);
    }
    if has("model.weights.h5") || has("metadata.json") {
        return Some(KERAS);
    }
    // Half a download may have no name.
    (!names.is_empty() && !has(".npy")).then_some("it is a zip archive without NumPy arrays: unpack it first")
}

fn is_page(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    [&b"<!doctype"[..], b"<html", b"<head", b"<?xml", b"<!--"]
        .iter()
        .any(|tag| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)))
}

/// What is said of a file that is of no known kind.
pub(super) fn unknown(bytes: &[u8]) -> String {
    let start = &bytes[..bytes.len().min(4096)];
    if start.iter().all(|&b| b == 0) {
        return "it begins with nothing but zeros, as a half download: download it again".into();
    }
    let is_text = |text: &str| text.chars().all(|c| !c.is_control() || c.is_whitespace());
    // The last character may be cut.
    let valid = match std::str::from_utf8(start) {
        Err(e) if e.valid_up_to() + 4 > start.len() => &start[..e.valid_up_to()],
        _ => start,
    };
    match std::str::from_utf8(valid) {
        Ok(text) if is_text(text) => {
            format!("it is text, no file of arrays: it begins with `{}`; fetch the file itself", shown(text))
        }
        _ => {
            let start: Vec<String> = bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            format!(
                "it is no safetensors, npz, npy or pickle, nor one packed by gzip: it begins with {}",
                start.join(" ")
            )
        }
    }
}

/// How the bytes were changed on their way here, if that can be seen: asked where a file cannot be read.
pub(super) fn changed(bytes: &[u8]) -> Option<&'static str> {
    let ends = bytes.iter().filter(|&&b| b == b'\n').count();
    let pairs = bytes.windows(2).filter(|pair| pair == b"\r\n").count();
    if ends > 0 && ends == pairs {
        return Some(
            "its line ends were converted from LF to CR LF, as git does with text (core.autocrlf): fetch the file as \
             binary, by a download or with `*.pkl binary` in .gitattributes",
        );
    }
    let replaced = bytes.windows(3).filter(|bytes| bytes == b"\xef\xbf\xbd").count();
    (replaced > 8).then_some("it was read as text and saved again, which replaced bytes: fetch the file as binary")
}
