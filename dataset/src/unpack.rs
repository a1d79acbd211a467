//! Reading a stored file, gzip-packed or not: its first bytes tell, not its name.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use crate::error::Error;

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The unpacked content of a file.
pub(crate) enum Unpacked<R> {
    /// Stored as it is, with its length.
    Plain(R, u64),
    /// Unpacked while it is read, so that a few bytes which unpack to gigabytes cost nothing before they are read.
    Gzip(Box<MultiGzDecoder<R>>),
}

impl<R: BufRead> Unpacked<R> {
    /// Looks at the first bytes of `stored`, which is `length` bytes long.
    pub(crate) fn new(mut stored: R, length: u64) -> io::Result<Self> {
        Ok(if stored.fill_buf()?.starts_with(&GZIP) {
            Unpacked::Gzip(Box::new(MultiGzDecoder::new(stored)))
        } else {
            Unpacked::Plain(stored, length)
        })
    }

    /// Length of the content, where it is known before reading.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Unpacked::Plain(_, length) => Some(*length),
            Unpacked::Gzip(_) => None,
        }
    }
}

impl<R: BufRead> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Unpacked::Plain(stored, _) => stored.read(buffer),
            Unpacked::Gzip(packed) => packed.read(buffer),
        }
    }
}

/// Opens an ordinary file; a pipe or a device could keep the program waiting or never end.
pub(crate) fn open(path: &Path) -> Result<Unpacked<BufReader<File>>, Error> {
    let metadata = std::fs::metadata(path).map_err(Error::io("read", path))?;
    if !metadata.is_file() {
        return Err(Error::io("read", path)(io::Error::other("not an ordinary file")));
    }
    let file = File::open(path).map_err(Error::io("read", path))?;
    Unpacked::new(BufReader::with_capacity(1 << 16, file), metadata.len()).map_err(Error::io("read", path))
}
