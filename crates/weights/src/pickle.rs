//! Pickles of a dict of NumPy arrays, as the book's `sample_weight.pkl`.
//!
//! A pickle is a program for a small stack machine that may import modules and call what is in them. This reader
//! knows the few instructions that a dict of arrays needs, and five names that mean "an array follows". Anything
//! else is refused. Nothing is imported or called.
//!
//! No crate does: those that read pickles as plain values (`serde-pickle`) forget which name was called, so that an
//! array's type is lost and a call of `os.system` looks like one of `numpy.dtype`.
//!
//! Objects lie in one list and refer to each other by number: there is no recursion, however deep a pickle nests.
//! Memory is bounded by the file's size, [`INSTRUCTIONS`] small objects, and the arrays that come out.
//!
//! Reference: Python's `pickletools.py`.

use std::collections::BTreeMap;

use crate::numpy::{ArrayState, Content, Dtype};
use crate::shown;

/// More than a dict of two thousand arrays needs.
const INSTRUCTIONS: usize = 100_000;

/// As many as NumPy allows.
const MOST_AXES: usize = 64;

/// A value on the stack.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item<'a> {
    None,
    Bool(bool),
    Int(i64),
    Str(&'a str),
    Bytes(&'a [u8]),
    Global(Global),
    /// A number in the list of objects, which only grows: indexing by it cannot fail.
    Object(usize),
}

/// What can be changed after it was named.
#[derive(Debug)]
pub(super) enum Object<'a> {
    Tuple(Vec<Item<'a>>),
    Dict(Vec<(&'a str, Item<'a>)>),
    Dtype(Dtype),
    /// An array, once its content is known.
    Array(Option<ArrayState<'a>>),
    /// Bytes as protocol 2 writes them: one character per byte.
    Latin1(&'a str),
}

/// The names that may be imported; none of them is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Global {
    Reconstruct,
    FromBuffer,
    Ndarray,
    Dtype,
    Encode,
}

impl Global {
    fn new(module: &str, name: &str) -> Result<Self, String> {
        match (module, name) {
            ("numpy.core.multiarray" | "numpy._core.multiarray", "_reconstruct") => Ok(Global::Reconstruct),
            ("numpy.core.numeric" | "numpy._core.numeric", "_frombuffer") => Ok(Global::FromBuffer),
            ("numpy", "ndarray") => Ok(Global::Ndarray),
            ("numpy", "dtype") => Ok(Global::Dtype),
            ("_codecs", "encode") => Ok(Global::Encode),
            _ => Err(format!(
                "the pickle would import {}.{}, which is no part of an array: refused, nothing was executed",
                shown(module),
                shown(name)
            )),
        }
    }
}

/// The arguments of an array's `__setstate__`, resolved.
fn array_state<'a>(
    objects: &[Object<'a>],
    shape: Item<'a>,
    dtype: Item<'a>,
    fortran: bool,
    bytes: Item<'a>,
) -> Result<ArrayState<'a>, String> {
    let object = |item| match item {
        Item::Object(number) => objects.get(number),
        _ => None,
    };
    let Some(Object::Tuple(lengths)) = object(shape) else { return Err("an array whose shape is no tuple".into()) };
    if lengths.len() > MOST_AXES {
        return Err(format!("an array of {} axes: expected at most {MOST_AXES}", lengths.len()));
    }
    let length = |item: &Item<'_>| match *item {
        Item::Int(n) => usize::try_from(n).ok(),
        _ => None,
    };
    let shape: Option<Vec<usize>> = lengths.iter().map(length).collect();
    let shape = shape.ok_or("an array whose shape is no tuple of lengths")?;
    let Some(&Object::Dtype(dtype)) = object(dtype) else { return Err("an array without type".into()) };
    let bytes = match (bytes, object(bytes)) {
        (Item::Bytes(bytes), _) => Content::Bytes(bytes),
        (_, Some(Object::Latin1(text))) => Content::Latin1(text),
        _ => return Err("an array whose content is no bytes".into()),
    };
    Ok(ArrayState { shape, dtype, fortran, bytes })
}

/// The arrays of a pickled dict, in its order.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<(&str, ArrayState<'_>)>, String> {
    let mut machine =
        Machine { rest: bytes, stack: Vec::new(), marks: Vec::new(), memo: BTreeMap::new(), objects: Vec::new() };
    for _ in 0..INSTRUCTIONS {
        let at = bytes.len() - machine.rest.len();
        if machine.step().map_err(|reason| format!("byte {at}: {reason}"))? {
            return machine.finish();
        }
    }
    Err(format!("more than {INSTRUCTIONS} instructions"))
}

struct Machine<'a> {
    rest: &'a [u8],
    stack: Vec<Item<'a>>,
    /// Lengths of the stack at the marks.
    marks: Vec<usize>,
    memo: BTreeMap<u32, Item<'a>>,
    objects: Vec<Object<'a>>,
}

impl<'a> Machine<'a> {
    /// One instruction; true if it was the last.
    fn step(&mut self) -> Result<bool, String> {
        let [opcode] = self.array()?;
        match opcode {
            0x80 => self.protocol()?,
            0x95 => drop(self.array::<8>()?), // the length of a frame: there is no need to know it
            b'.' => return Ok(true),
            b'(' => self.marks.push(self.stack.len()),
            b'N' => self.stack.push(Item::None),
            0x88 => self.stack.push(Item::Bool(true)),
            0x89 => self.stack.push(Item::Bool(false)),
            b'K' => self.int::<1>()?,
            b'M' => self.int::<2>()?,
            b'J' => {
                let int = i32::from_le_bytes(self.array()?);
                self.stack.push(Item::Int(int.into()));
            }
            0x8a => self.long()?,
            b'C' => self.bytes::<1>()?,
            b'B' => self.bytes::<4>()?,
            0x8e | 0x96 => self.bytes::<8>()?,
            0x8c => self.text::<1>()?,
            b'X' => self.text::<4>()?,
            0x8d => self.text::<8>()?,
            b'}' => self.push_object(Object::Dict(Vec::new())),
            b')' => self.push_object(Object::Tuple(Vec::new())),
            0x85..=0x87 => self.tuple(usize::from(opcode - 0x84))?,
            b't' => {
                let length = self.since_mark()?;
                self.tuple(length)?;
            }
            b's' => self.set_items(2)?,
            b'u' => {
                let length = self.since_mark()?;
                self.set_items(length)?;
            }
            b'q' => self.memoize::<1>()?,
            b'r' => self.memoize::<4>()?,
            0x94 => {
                let next = self.memo.len() as u32;
                self.memo.insert(next, self.top()?);
            }
            b'h' => self.recall::<1>()?,
            b'j' => self.recall::<4>()?,
            b'c' => {
                let (module, name) = (self.line()?, self.line()?);
                self.stack.push(Item::Global(Global::new(module, name)?));
            }
            0x93 => match self.pop_many(2)?[..] {
                [Item::Str(module), Item::Str(name)] => self.stack.push(Item::Global(Global::new(module, name)?)),
                _ => return Err("a name to import that is no text".into()),
            },
            b'R' => self.reduce()?,
            b'b' => self.build()?,
            _ => return Err(format!("instruction {opcode:#x} is none that a dict of arrays needs: refused")),
        }
        Ok(false)
    }

    fn finish(mut self) -> Result<Vec<(&'a str, ArrayState<'a>)>, String> {
        if !self.rest.is_empty() {
            return Err(format!("{} bytes after the end of the pickle", self.rest.len()));
        }
        let items = match (&self.stack[..], &mut self.objects) {
            (&[Item::Object(dict)], objects) => match &mut objects[dict] {
                Object::Dict(items) => std::mem::take(items),
                _ => return Err("the pickle is no dict".into()),
            },
            _ => return Err("the pickle is no dict".into()),
        };
        let arrays = items.into_iter().map(|(name, item)| match item {
            Item::Object(array) => match &self.objects[array] {
                Object::Array(Some(state)) => Ok((name, state.clone())),
                _ => Err(format!("`{}` is no array", shown(name))),
            },
            _ => Err(format!("`{}` is no array", shown(name))),
        });
        arrays.collect()
    }

    fn protocol(&mut self) -> Result<(), String> {
        match self.array()? {
            [2..=5] => Ok(()),
            [other] => Err(format!("protocol {other}: expected 2 to 5")),
        }
    }

    /// `numpy.dtype("f8", …)` and its like; the arguments become an object.
    fn reduce(&mut self) -> Result<(), String> {
        let [callable, arguments] = self.pop_array()?;
        let (Item::Global(global), Object::Tuple(arguments)) = (callable, self.object(arguments)?) else {
            return Err("a call of what cannot be called: refused".into());
        };
        let object = match (global, &arguments[..]) {
            (Global::Reconstruct, [Item::Global(Global::Ndarray), ..]) => Object::Array(None),
            (Global::Dtype, &[Item::Str(code), ..]) => Object::Dtype(Dtype::new(code)?),
            (Global::Encode, &[Item::Str(text), Item::Str("latin1")]) => Object::Latin1(text),
            (Global::FromBuffer, &[bytes, dtype, shape, Item::Str(order)]) => {
                Object::Array(Some(array_state(&self.objects, shape, dtype, order == "F", bytes)?))
            }
            _ => return Err(format!("{global:?} with arguments that NumPy does not write: refused")),
        };
        self.push_object(object);
        Ok(())
    }

    /// What `__setstate__` would be called with becomes the content of an array or of a type.
    fn build(&mut self) -> Result<(), String> {
        let [object, state] = self.pop_array()?;
        let Object::Tuple(state) = self.object(state)? else {
            return Err("a state that NumPy does not write: refused".into());
        };
        let new = match (self.object(object)?, &state[..]) {
            (Object::Array(_), &[Item::Int(1), shape, dtype, Item::Bool(fortran), bytes]) => {
                Object::Array(Some(array_state(&self.objects, shape, dtype, fortran, bytes)?))
            }
            (Object::Dtype(dtype), &[Item::Int(3), Item::Str(order), Item::None, Item::None, Item::None, ..]) => {
                Object::Dtype(dtype.with_order(order)?)
            }
            _ => return Err("a state that NumPy does not write: refused".into()),
        };
        if let Item::Object(number) = object {
            self.objects[number] = new;
        }
        self.stack.push(object);
        Ok(())
    }

    fn set_items(&mut self, length: usize) -> Result<(), String> {
        let items = self.pop_many(length)?;
        let (pairs, rest) = items.as_chunks();
        let mut new = Vec::with_capacity(pairs.len());
        for &[key, value] in pairs {
            let Item::Str(key) = key else { return Err("a key that is no text".into()) };
            new.push((key, value));
        }
        let Item::Object(number) = self.top()? else { return Err("items of what is no dict".into()) };
        match &mut self.objects[number] {
            Object::Dict(items) if rest.is_empty() => items.extend(new),
            _ => return Err("items of what is no dict".into()),
        }
        Ok(())
    }

    fn tuple(&mut self, length: usize) -> Result<(), String> {
        let items = self.pop_many(length)?;
        self.push_object(Object::Tuple(items));
        Ok(())
    }

    fn push_object(&mut self, object: Object<'a>) {
        self.stack.push(Item::Object(self.objects.len()));
        self.objects.push(object);
    }

    fn object(&self, item: Item<'a>) -> Result<&Object<'a>, String> {
        match item {
            Item::Object(number) => Ok(&self.objects[number]),
            _ => Err("a plain value where an object is needed".into()),
        }
    }

    fn top(&self) -> Result<Item<'a>, String> {
        self.stack.last().copied().ok_or_else(|| "the stack is empty".into())
    }

    fn pop_many(&mut self, length: usize) -> Result<Vec<Item<'a>>, String> {
        let floor = self.marks.last().copied().unwrap_or(0);
        match self.stack.len().checked_sub(length) {
            Some(start) if start >= floor => Ok(self.stack.split_off(start)),
            _ => Err("the stack is empty".into()),
        }
    }

    fn pop_array<const K: usize>(&mut self) -> Result<[Item<'a>; K], String> {
        let items = self.pop_many(K)?;
        items.try_into().map_err(|_| "the stack is empty".into())
    }

    /// Number of values above the last mark, which is taken away.
    fn since_mark(&mut self) -> Result<usize, String> {
        let mark = self.marks.pop().ok_or("there is no mark")?;
        Ok(self.stack.len() - mark)
    }

    fn memoize<const K: usize>(&mut self) -> Result<(), String> {
        let number = self.unsigned::<K>()? as u32;
        self.memo.insert(number, self.top()?);
        Ok(())
    }

    fn recall<const K: usize>(&mut self) -> Result<(), String> {
        let number = self.unsigned::<K>()? as u32;
        let item = self.memo.get(&number).ok_or_else(|| format!("nothing was remembered as {number}"))?;
        self.stack.push(*item);
        Ok(())
    }

    fn int<const K: usize>(&mut self) -> Result<(), String> {
        let int = self.unsigned::<K>()?;
        self.stack.push(Item::Int(int as i64));
        Ok(())
    }

    /// A length of one byte, and a signed number of so many.
    fn long(&mut self) -> Result<(), String> {
        let length = self.unsigned::<1>()?;
        let bytes = self.take(length)?;
        let mut wide = [if bytes.last().is_some_and(|&b| b >= 0x80) { 0xff } else { 0 }; 8];
        wide.get_mut(..bytes.len()).ok_or("an integer of more than 64 bits")?.copy_from_slice(bytes);
        self.stack.push(Item::Int(i64::from_le_bytes(wide)));
        Ok(())
    }

    fn bytes<const K: usize>(&mut self) -> Result<(), String> {
        let length = self.unsigned::<K>()?;
        let bytes = self.take(length)?;
        self.stack.push(Item::Bytes(bytes));
        Ok(())
    }

    fn text<const K: usize>(&mut self) -> Result<(), String> {
        let length = self.unsigned::<K>()?;
        let text = std::str::from_utf8(self.take(length)?).map_err(|_| "text that is no UTF-8")?;
        self.stack.push(Item::Str(text));
        Ok(())
    }

    fn line(&mut self) -> Result<&'a str, String> {
        let length = self.rest.iter().position(|&b| b == b'\n').ok_or("a line without end")?;
        let line = self.take(length as u64)?;
        self.take(1)?;
        std::str::from_utf8(line).map_err(|_| "text that is no UTF-8".into())
    }

    /// K bytes as a number, the lowest first.
    fn unsigned<const K: usize>(&mut self) -> Result<u64, String> {
        Ok(self.array::<K>()?.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    fn array<const K: usize>(&mut self) -> Result<[u8; K], String> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or("the pickle ends in the middle")?;
        self.rest = rest;
        Ok(*bytes)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], String> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or("the pickle ends in the middle")?;
        self.rest = rest;
        Ok(bytes)
    }
}
