//! The bytes of a pickle, one after the other.

use std::str::{self, FromStr};

use crate::shown;

pub(super) struct Reader<'a> {
    pub(super) file: &'a [u8],
    pub(super) rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn line(&mut self) -> Result<&'a str, String> {
        str::from_utf8(self.byte_line()?).map_err(|_| "text that is no UTF-8".into())
    }

    /// A line that is a number.
    pub(super) fn number<T: FromStr>(&mut self) -> Result<T, String> {
        let line = self.line()?;
        line.trim_end_matches('L').parse().map_err(|_| format!("a number that is none: {}", shown(line)))
    }

    pub(super) fn byte_line(&mut self) -> Result<&'a [u8], String> {
        let length = self.rest.iter().position(|&b| b == b'\n').ok_or("a line without end")?;
        let line = self.take(length as u64)?;
        self.take(1)?;
        Ok(line)
    }

    /// K bytes as a number, the lowest first.
    pub(super) fn unsigned<const K: usize>(&mut self) -> Result<u64, String> {
        Ok(self.array::<K>()?.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    /// A length of K bytes, and so many bytes.
    pub(super) fn counted<const K: usize>(&mut self) -> Result<&'a [u8], String> {
        let length = self.unsigned::<K>()?;
        self.take(length)
    }

    /// A length of K bytes, and a signed number of so many, the lowest first.
    pub(super) fn long<const K: usize>(&mut self) -> Result<i64, String> {
        let bytes = self.counted::<K>()?;
        let mut wide = [if bytes.last().is_some_and(|&b| b >= 0x80) { 0xff } else { 0 }; 8];
        wide.get_mut(..bytes.len()).ok_or("an integer of more than 64 bits")?.copy_from_slice(bytes);
        Ok(i64::from_le_bytes(wide))
    }

    pub(super) fn array<const K: usize>(&mut self) -> Result<[u8; K], String> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(CUT)?;
        self.rest = rest;
        Ok(*bytes)
    }

    pub(super) fn take(&mut self, length: u64) -> Result<&'a [u8], String> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(CUT)?;
        self.rest = rest;
        Ok(bytes)
    }
}

const CUT: &str = "the pickle ends in the middle, as a half download does";
