//! What lies on the stack of the machine, and the objects that it refers to.

use crate::array::{Dtype, MOST_AXES};

/// A value on the stack.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item<'a> {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// Bytes, or text in UTF-8 or as Python 2 had it.
    Text(&'a [u8]),
    Global(super::global::Global),
    /// A number in the list of objects, which only grows: indexing by it cannot fail.
    Object(usize),
}

/// What can be changed after it was named, or does not lie in the file as it is.
#[derive(Debug)]
pub(super) enum Object<'a> {
    /// A tuple or a list.
    Sequence(Vec<Item<'a>>),
    Dict(Vec<(Item<'a>, Item<'a>)>),
    Dtype(Dtype),
    /// An array, once its content is known.
    Array(Option<ArrayState<'a>>),
    /// Text that stands in the file with escapes, or one character per byte: as one byte per character.
    Latin1(Vec<u8>),
}

/// What an array's `__setstate__` is given.
#[derive(Debug)]
pub(super) struct ArrayState<'a> {
    pub(super) shape: Vec<usize>,
    pub(super) dtype: Dtype,
    /// Whether the first index runs fastest.
    pub(super) fortran: bool,
    /// Bytes, or a list of Python objects.
    pub(super) content: Item<'a>,
}

impl<'a> ArrayState<'a> {
    /// Resolves what the arguments refer to.
    pub(super) fn new(
        objects: &[Object<'a>],
        shape: Item<'a>,
        dtype: Item<'a>,
        fortran: bool,
        content: Item<'a>,
    ) -> Result<Self, String> {
        let object = |item| match item {
            Item::Object(number) => objects.get(number),
            _ => None,
        };
        let Some(Object::Sequence(lengths)) = object(shape) else {
            return Err("an array whose shape is no tuple".into());
        };
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
        Ok(ArrayState { shape, dtype, fortran, content })
    }
}
