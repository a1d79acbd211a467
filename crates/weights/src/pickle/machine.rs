//! The stack machine: one step per instruction.

use std::collections::BTreeMap;
use std::str;

use super::global::Global;
use super::object::{ArrayState, Item, Object};
use super::reader::Reader;
use super::text;
use crate::array::Dtype;

pub(super) struct Machine<'a> {
    reader: Reader<'a>,
    stack: Vec<Item<'a>>,
    /// Lengths of the stack at the marks.
    marks: Vec<usize>,
    memo: BTreeMap<u32, Item<'a>>,
    pub(super) objects: Vec<Object<'a>>,
    /// Bytes of text that may still be unescaped: as many as the file has, however often one text is.
    unescaped: usize,
}

impl<'a> Machine<'a> {
    pub(super) fn new(file: &'a [u8]) -> Self {
        let (stack, marks, memo, objects) = Default::default();
        Machine { reader: Reader { file, rest: file }, stack, marks, memo, objects, unescaped: file.len() }
    }

    /// Bytes of the pickle.
    pub(super) fn length(&self) -> usize {
        self.reader.file.len()
    }

    /// Where the next instruction is.
    pub(super) fn position(&self) -> usize {
        self.reader.file.len() - self.reader.rest.len()
    }

    /// The bytes of a string.
    pub(super) fn bytes<'m>(&'m self, item: Item<'m>) -> Option<&'m [u8]> {
        match item {
            Item::Text(bytes) => Some(bytes),
            Item::Object(number) => match self.objects.get(number)? {
                Object::Latin1(bytes) => Some(bytes),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value that is left at the end.
    pub(super) fn result(&self) -> Result<Item<'a>, String> {
        match (&self.stack[..], self.reader.rest) {
            (&[item], []) => Ok(item),
            (_, []) => Err("the pickle is no dict of arrays".into()),
            (_, rest) => Err(format!("{} bytes after the end of the pickle", rest.len())),
        }
    }

    /// One instruction; true if it was the last.
    pub(super) fn step(&mut self) -> Result<bool, String> {
        let [opcode] = self.reader.array()?;
        match opcode {
            0x80 => self.protocol()?,
            0x95 => drop(self.reader.array::<8>()?), // the length of a frame: there is no need to know it
            b'.' => return Ok(true),
            b'(' => self.marks.push(self.stack.len()),
            b'0' => drop(self.pop_array::<1>()?),
            b'1' => {
                let length = self.since_mark()?;
                self.pop_many(length)?;
            }
            b'2' => self.stack.push(self.top()?),

            b'N' => self.stack.push(Item::None),
            0x88 => self.stack.push(Item::Bool(true)),
            0x89 => self.stack.push(Item::Bool(false)),
            b'K' => self.int::<1>()?,
            b'M' => self.int::<2>()?,
            b'J' => {
                let int = i32::from_le_bytes(self.reader.array()?);
                self.stack.push(Item::Int(int.into()));
            }
            b'I' => self.int_line()?,
            b'L' => {
                let int = self.reader.number()?;
                self.stack.push(Item::Int(int));
            }
            0x8a => self.long::<1>()?,
            0x8b => self.long::<4>()?,
            b'F' => {
                let float = self.reader.number()?;
                self.stack.push(Item::Float(float));
            }
            b'G' => {
                let float = f64::from_be_bytes(self.reader.array()?);
                self.stack.push(Item::Float(float));
            }

            b'C' | b'U' => self.string::<1>()?,
            b'B' | b'T' => self.string::<4>()?,
            0x8e | 0x96 => self.string::<8>()?,
            0x8c => self.text::<1>()?,
            b'X' => self.text::<4>()?,
            0x8d => self.text::<8>()?,
            b'S' => self.text_line(text::quoted)?,
            b'V' => self.text_line(text::raw_unicode)?,

            b'}' => self.push_object(Object::Dict(Vec::new())),
            b'd' => {
                let length = self.since_mark()?;
                let items = self.pop_many(length)?;
                self.push_object(Object::Dict(pairs(items)?));
            }
            b's' => self.set_items(2)?,
            b'u' => {
                let length = self.since_mark()?;
                self.set_items(length)?;
            }
            b')' | b']' => self.push_object(Object::Sequence(Vec::new())),
            0x85..=0x87 => self.sequence(usize::from(opcode - 0x84))?,
            b't' | b'l' => {
                let length = self.since_mark()?;
                self.sequence(length)?;
            }
            b'a' => self.append(1)?,
            b'e' => {
                let length = self.since_mark()?;
                self.append(length)?;
            }

            b'p' => {
                let name = self.reader.number()?;
                self.memo.insert(name, self.top()?);
            }
            b'q' => self.memoize::<1>()?,
            b'r' => self.memoize::<4>()?,
            0x94 => {
                let next = self.memo.len() as u32;
                self.memo.insert(next, self.top()?);
            }
            b'g' => {
                let name = self.reader.number()?;
                self.recall(name)?;
            }
            b'h' => {
                let name = self.reader.unsigned::<1>()? as u32;
                self.recall(name)?;
            }
            b'j' => {
                let name = self.reader.unsigned::<4>()? as u32;
                self.recall(name)?;
            }

            b'c' | b'i' => {
                let (module, name) = (self.reader.line()?, self.reader.line()?);
                self.stack.push(Item::Global(Global::new(module, name)?));
                if opcode == b'i' {
                    return Err("an object, not only arrays: pickle network.params instead".into());
                }
            }
            0x93 => match self.pop_array()? {
                [Item::Text(module), Item::Text(name)] => {
                    let name = Global::new(&String::from_utf8_lossy(module), &String::from_utf8_lossy(name))?;
                    self.stack.push(Item::Global(name));
                }
                _ => return Err("a name to import that is no text".into()),
            },
            b'R' => self.reduce()?,
            b'b' => self.build()?,
            _ => return Err(format!("instruction {opcode:#x} is none that a dict of arrays needs: refused")),
        }
        Ok(false)
    }

    fn protocol(&mut self) -> Result<(), String> {
        match self.reader.array()? {
            [0..=5] => Ok(()),
            [other] => Err(format!("protocol {other}: expected at most 5")),
        }
    }

    /// `numpy.dtype("f8", …)` and its like; the arguments become an object.
    fn reduce(&mut self) -> Result<(), String> {
        let [callable, arguments] = self.pop_array()?;
        let (Item::Global(global), Object::Sequence(arguments)) = (callable, self.object(arguments)?) else {
            return Err("a call of what cannot be called: refused".into());
        };
        let text = |item| self.bytes(item).and_then(|bytes| str::from_utf8(bytes).ok());
        let state = |shape, dtype, fortran, content| ArrayState::new(&self.objects, shape, dtype, fortran, content);
        let unknown = || format!("{global:?} with arguments that Python and NumPy do not write: refused");
        let object = match (global, &arguments[..]) {
            (Global::Reconstruct, [Item::Global(Global::Ndarray), ..]) => Object::Array(None),
            (Global::Dtype, &[code, ..]) => Object::Dtype(Dtype::new(text(code).ok_or_else(unknown)?)?),
            (Global::Scalar, &[dtype, content]) => {
                let Item::Object(number) = dtype else { return Err(unknown()) };
                let &Object::Dtype(dtype) = &self.objects[number] else { return Err(unknown()) };
                Object::Array(Some(ArrayState { shape: Vec::new(), dtype, fortran: false, content }))
            }
            (Global::FromBuffer, &[content, dtype, shape, order]) => {
                let fortran = text(order).ok_or_else(unknown)? == "F";
                Object::Array(Some(state(shape, dtype, fortran, content)?))
            }
            (Global::Encode, &[content, encoding]) if matches!(text(encoding), Some("latin1" | "latin-1")) => {
                return self.encode(content);
            }
            (Global::Bytes, []) => Object::Latin1(Vec::new()),
            (Global::OrderedDict, []) => Object::Dict(Vec::new()),
            (Global::OrderedDict, &[items]) => {
                let Object::Sequence(items) = self.object(items)? else { return Err(unknown()) };
                let pair = |item: &Item<'a>| match self.object(*item) {
                    Ok(Object::Sequence(pair)) => <[_; 2]>::try_from(&pair[..]).map(Into::into).map_err(|_| unknown()),
                    _ => Err(unknown()),
                };
                Object::Dict(items.iter().map(pair).collect::<Result<_, _>>()?)
            }
            _ => return Err(unknown()),
        };
        self.push_object(object);
        Ok(())
    }

    /// The bytes that text stands for, one per character.
    fn encode(&mut self, content: Item<'a>) -> Result<(), String> {
        match content {
            Item::Text(text) if !text.is_ascii() => {
                self.may_unescape(text)?;
                let text = str::from_utf8(text).map_err(|_| "text that is no UTF-8")?;
                let encoded: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
                let encoded = encoded.map_err(|_| "content with characters that are no bytes")?;
                self.push_object(Object::Latin1(encoded));
            }
            _ => self.stack.push(content),
        }
        Ok(())
    }

    /// What `__setstate__` would be called with becomes the content of an array or of a type.
    fn build(&mut self) -> Result<(), String> {
        let [object, state] = self.pop_array()?;
        let unknown = "a state that NumPy does not write: refused";
        let Object::Sequence(state) = self.object(state)? else { return Err(unknown.into()) };
        let new = match (self.object(object)?, &state[..]) {
            (Object::Array(_), &[Item::Int(_), shape, dtype, Item::Bool(fortran), content]) => {
                Object::Array(Some(ArrayState::new(&self.objects, shape, dtype, fortran, content)?))
            }
            (Object::Dtype(dtype), &[Item::Int(3 | 4), order, Item::None, Item::None, Item::None, ..]) => {
                let order = self.bytes(order).and_then(|order| str::from_utf8(order).ok());
                Object::Dtype(dtype.with_order(order.ok_or(unknown)?)?)
            }
            _ => return Err(unknown.into()),
        };
        if let Item::Object(number) = object {
            self.objects[number] = new;
        }
        self.stack.push(object);
        Ok(())
    }

    fn set_items(&mut self, length: usize) -> Result<(), String> {
        let new = pairs(self.pop_many(length)?)?;
        match self.top_object()? {
            Object::Dict(items) => items.extend(new),
            _ => return Err("items of what is no dict".into()),
        }
        Ok(())
    }

    fn append(&mut self, length: usize) -> Result<(), String> {
        let new = self.pop_many(length)?;
        match self.top_object()? {
            Object::Sequence(items) => items.extend(new),
            _ => return Err("items of what is no list".into()),
        }
        Ok(())
    }

    fn sequence(&mut self, length: usize) -> Result<(), String> {
        let items = self.pop_many(length)?;
        self.push_object(Object::Sequence(items));
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

    fn top_object(&mut self) -> Result<&mut Object<'a>, String> {
        match self.top()? {
            Item::Object(number) => Ok(&mut self.objects[number]),
            _ => Err("items of what is no dict and no list".into()),
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
        let number = self.reader.unsigned::<K>()? as u32;
        self.memo.insert(number, self.top()?);
        Ok(())
    }

    fn recall(&mut self, number: u32) -> Result<(), String> {
        let item = self.memo.get(&number).ok_or_else(|| format!("nothing was remembered as {number}"))?;
        self.stack.push(*item);
        Ok(())
    }

    fn int<const K: usize>(&mut self) -> Result<(), String> {
        let int = self.reader.unsigned::<K>()?;
        self.stack.push(Item::Int(int as i64));
        Ok(())
    }

    /// `00` and `01` are the truth values.
    fn int_line(&mut self) -> Result<(), String> {
        let item = match self.reader.rest {
            [b'0', digit @ (b'0' | b'1'), b'\n', rest @ ..] => {
                self.reader.rest = rest;
                Item::Bool(*digit == b'1')
            }
            _ => Item::Int(self.reader.number()?),
        };
        self.stack.push(item);
        Ok(())
    }

    fn long<const K: usize>(&mut self) -> Result<(), String> {
        let int = self.reader.long::<K>()?;
        self.stack.push(Item::Int(int));
        Ok(())
    }

    fn string<const K: usize>(&mut self) -> Result<(), String> {
        let bytes = self.reader.counted::<K>()?;
        self.stack.push(Item::Text(bytes));
        Ok(())
    }

    fn text<const K: usize>(&mut self) -> Result<(), String> {
        self.string::<K>()?;
        match self.stack.last() {
            Some(Item::Text(text)) if str::from_utf8(text).is_ok() => Ok(()),
            _ => Err("text that is no UTF-8".into()),
        }
    }

    fn text_line(&mut self, unescape: fn(&[u8]) -> Result<Vec<u8>, String>) -> Result<(), String> {
        let line = self.reader.byte_line()?;
        self.may_unescape(line)?;
        self.push_object(Object::Latin1(unescape(line)?));
        Ok(())
    }

    fn may_unescape(&mut self, text: &[u8]) -> Result<(), String> {
        self.unescaped = self.unescaped.checked_sub(text.len()).ok_or("more text than the file has")?;
        Ok(())
    }
}

/// Keys and values in turn.
fn pairs(items: Vec<Item<'_>>) -> Result<Vec<(Item<'_>, Item<'_>)>, String> {
    match items.as_chunks() {
        (pairs, []) => Ok(pairs.iter().map(|&[key, value]| (key, value)).collect()),
        _ => Err("items of what is no dict".into()),
    }
}
