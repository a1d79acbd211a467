//! The arrays in what a pickle makes: dicts and lists of arrays and of numbers.

use super::INSTRUCTIONS;
use super::machine::Machine;
use super::object::{ArrayState, Item, Object};
use crate::array::{NamedArray, OBJECTS};
use crate::shown;

/// Levels of dicts and lists, and axes of lists of numbers.
const DEPTH: usize = 8;

/// Bytes of a name.
const LONGEST_NAME: usize = 200;

const TOO_MUCH: &str = "the arrays are larger than the file";

/// The arrays under their keys: `{"W": [a, b]}` has `W1` and `W2`, `{"x": {"W1": a}}` has `x.W1`. Those of a list alone
/// have no name.
pub(super) fn arrays<'a>(machine: &Machine<'a>) -> Result<Vec<NamedArray<'a>>, String> {
    let length = machine.length();
    let mut collector =
        Collector { machine, arrays: Vec::new(), elements: length, copied: length, visits: 2 * INSTRUCTIONS };
    match machine.result()? {
        item @ Item::Object(_) => collector.collect(String::new(), item, 0)?,
        _ => return Err("the pickle is no dict of arrays".into()),
    }
    Ok(collector.arrays)
}

/// One array may stand under many names: what may still come of each is counted.
struct Collector<'m, 'a> {
    machine: &'m Machine<'a>,
    arrays: Vec<NamedArray<'a>>,
    /// Numbers, of which the narrowest have one byte in the file.
    elements: usize,
    /// Bytes that are no part of the file.
    copied: usize,
    /// Things that are looked at.
    visits: usize,
}

impl<'a> Collector<'_, 'a> {
    fn collect(&mut self, name: String, item: Item<'a>, depth: usize) -> Result<(), String> {
        self.visit()?;
        if depth > DEPTH || name.len() > LONGEST_NAME {
            return Err(format!("dicts or lists too deep in each other, or a long name: `{}`", shown(&name)));
        }
        let failed = |reason: &str| format!("`{}`: {reason}", shown(&name));
        if let Some(number) = self.number(item)? {
            return self.push(name, NamedArray::of_numbers(&[], &[number]), 1);
        }
        let object = match item {
            Item::Object(number) => &self.machine.objects[number],
            _ => return Err(failed("no array")),
        };
        match object {
            Object::Array(Some(state)) if state.dtype.element.is_some() => {
                let (array, elements) = self.array(state).map_err(|reason| failed(&reason))?;
                self.push(name, array, elements)
            }
            Object::Array(Some(ArrayState { content: Item::Object(list), .. })) => {
                let Object::Sequence(items) = &self.machine.objects[*list] else { return Err(failed(OBJECTS)) };
                match items.first() {
                    Some(Item::Object(_)) => self.sequence(&name, items, depth),
                    _ => Err(failed(OBJECTS)),
                }
            }
            Object::Sequence(items) => {
                let (mut shape, mut numbers) = (Vec::new(), Vec::new());
                if self.fill(items, 0, &mut shape, &mut numbers)? && !numbers.is_empty() {
                    return self.push(name, NamedArray::of_numbers(&shape, &numbers), numbers.len());
                }
                self.sequence(&name, items, depth)
            }
            Object::Dict(items) => items.iter().try_for_each(|&(key, value)| {
                let key = self.key(key)?;
                self.collect(if name.is_empty() { key } else { format!("{name}.{key}") }, value, depth + 1)
            }),
            _ => Err(failed("no array")),
        }
    }

    fn sequence(&mut self, name: &str, items: &[Item<'a>], depth: usize) -> Result<(), String> {
        items.iter().enumerate().try_for_each(|(i, &item)| {
            let name = if name.is_empty() { String::new() } else { format!("{name}{}", i + 1) };
            self.collect(name, item, depth + 1)
        })
    }

    fn key(&self, key: Item<'_>) -> Result<String, String> {
        match (key, self.machine.bytes(key)) {
            (Item::Int(key), _) => Ok(key.to_string()),
            // What is not UTF-8 is of Python 2.
            (_, Some(key)) if key.len() <= LONGEST_NAME => {
                Ok(std::str::from_utf8(key)
                    .map_or_else(|_| key.iter().copied().map(char::from).collect(), str::to_string))
            }
            _ => Err("a key that is no text, or a long one".into()),
        }
    }

    /// Takes the numbers of a list, or of such lists of one length in it.
    ///
    /// False if these are not numbers, or not of that shape, which the first of them tell.
    fn fill(
        &mut self,
        items: &[Item<'a>],
        axis: usize,
        shape: &mut Vec<usize>,
        values: &mut Vec<f64>,
    ) -> Result<bool, String> {
        match shape.get(axis) {
            Some(&length) if length == items.len() => (),
            None if values.is_empty() && axis < DEPTH => shape.push(items.len()),
            _ => return Ok(false),
        }
        for &item in items {
            self.visit()?;
            let innermost = axis + 1 == shape.len();
            let filled = match (self.number(item)?, item) {
                (Some(number), _) if innermost => {
                    values.push(number);
                    true
                }
                (None, Item::Object(list)) => match &self.machine.objects[list] {
                    Object::Sequence(items) => self.fill(items, axis + 1, shape, values)?,
                    _ => false,
                },
                _ => false,
            };
            if !filled {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A number of Python or of NumPy.
    fn number(&mut self, item: Item<'a>) -> Result<Option<f64>, String> {
        Ok(match item {
            Item::Int(n) => Some(n as f64),
            Item::Float(x) => Some(x),
            Item::Bool(b) => Some(f64::from(u8::from(b))),
            Item::Object(number) => match &self.machine.objects[number] {
                Object::Array(Some(state)) if state.shape.is_empty() && state.dtype.element.is_some() => {
                    Some(self.array(state)?.0.decode()?.sum())
                }
                _ => None,
            },
            _ => None,
        })
    }

    /// An array and the number of its elements.
    fn array(&mut self, state: &ArrayState<'a>) -> Result<(NamedArray<'a>, usize), String> {
        let ArrayState { shape, dtype, fortran, content } = state;
        let mut array = NamedArray::new(shape, *dtype, *fortran, &[])?;
        array.bytes = match *content {
            Item::Text(bytes) => bytes.into(),
            content => {
                let bytes = self.machine.bytes(content).ok_or("an array whose content is no bytes")?;
                self.copied = self.copied.checked_sub(bytes.len()).ok_or(TOO_MUCH)?;
                bytes.to_vec().into()
            }
        };
        let elements = array.bytes.len() / array.size;
        Ok((array, elements))
    }

    fn push(&mut self, name: String, array: NamedArray<'a>, elements: usize) -> Result<(), String> {
        self.elements = self.elements.checked_sub(elements).ok_or(TOO_MUCH)?;
        self.arrays.push(NamedArray { name, ..array });
        Ok(())
    }

    fn visit(&mut self) -> Result<(), String> {
        self.visits = self.visits.checked_sub(1).ok_or("the same lists in each other too often")?;
        Ok(())
    }
}
