//! What fuzzing does, for a moment: every reader on its seeds, and on what became of them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use testkit::readers::READERS;

#[test]
fn seeds_are_accepted() {
    for reader in READERS {
        let seeds = reader.seeds().unwrap();
        assert!(!seeds.is_empty(), "{} has no seeds", reader.name);
        for (file, bytes) in seeds {
            assert!((reader.read)(&bytes), "{file} is refused");
        }
    }
}

#[test]
fn every_reader_has_a_fuzz_target() {
    let manifest = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/Cargo.toml")).unwrap();
    for reader in READERS {
        let name = reader.name;
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is in no target");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), READERS.len());
}

/// A change of a file, as damage or malice makes it.
#[derive(Clone, Debug)]
enum Change {
    /// One byte becomes another.
    Byte(Index, u8),
    /// Eight bytes become a number, as a count or length would be.
    Number(Index, u64, bool),
    /// The rest is gone.
    Cut(Index),
    /// Bytes come between.
    Insert(Index, Vec<u8>),
    /// A part comes many times.
    Repeat(Index, usize, usize),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        // One more than there are bytes: a change at the end.
        let at = |index: &Index| index.index(bytes.len() + 1);
        match self {
            Change::Byte(index, byte) => {
                let at = at(index);
                if let Some(place) = bytes.get_mut(at) {
                    *place = *byte;
                }
            }
            Change::Number(index, number, big_endian) => {
                let number = if *big_endian { number.to_be_bytes() } else { number.to_le_bytes() };
                let at = at(index);
                bytes.iter_mut().skip(at).zip(number).for_each(|(place, byte)| *place = byte);
            }
            Change::Cut(index) => bytes.truncate(at(index)),
            Change::Insert(index, new) => {
                let at = at(index);
                bytes.splice(at..at, new.iter().copied());
            }
            Change::Repeat(index, length, times) => {
                let at = at(index);
                let part = bytes[at..bytes.len().min(at + length)].repeat(*times);
                bytes.splice(at..at, part);
            }
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let number = prop_oneof![Just(u64::MAX), Just(1 << 63), Just(u64::MAX / 8), Just(0), 0..1_u64 << 33];
    prop_oneof![
        4 => any::<(Index, u8)>().prop_map(|(at, byte)| Change::Byte(at, byte)),
        2 => (any::<Index>(), number, any::<bool>()).prop_map(|(at, number, big)| Change::Number(at, number, big)),
        1 => any::<Index>().prop_map(Change::Cut),
        1 => (any::<Index>(), vec(any::<u8>(), 1..20)).prop_map(|(at, new)| Change::Insert(at, new)),
        1 => (any::<Index>(), 1..40_usize, 1..200_usize).prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn changed_seeds_are_accepted_or_refused(seed: Index, changes in vec(change(), 1..6)) {
        for reader in READERS {
            let seeds = reader.seeds().unwrap();
            let mut bytes = seeds[seed.index(seeds.len())].1.clone();
            changes.iter().for_each(|change| change.apply(&mut bytes));
            (reader.read)(&bytes);
        }
    }
}
