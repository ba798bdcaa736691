//! The places in the sources that a panic would have named, taken out of a program.
//!
//! Rust keeps them among the program's data: the file, by its path on the machine that built it, with line and column. Where
//! panics only trap nobody reads them. They are half a kilobyte, and with another home folder the same sources would come out
//! as another program, by another hash.

use walrus::ir::Value;
use walrus::{ConstExpr, DataKind, Module};

/// A place: the address and the length of its file's path, the line, the column, each in four bytes.
const PLACE: usize = 16;

/// Puts zeros for places and paths, which wasm-opt leaves out.
pub fn removed(module: &mut Module) {
    let ids: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in ids {
        let data = module.data.get_mut(id);
        let DataKind::Active { offset, .. } = &data.kind else {
            continue;
        };
        let ConstExpr::Value(Value::I32(start)) = offset else {
            continue;
        };
        let start = *start as usize;
        let places: Vec<_> = (0..data.value.len())
            .step_by(4)
            .filter_map(|at| Some((at, path(&data.value, start, at)?)))
            .collect();
        for (at, path) in places {
            data.value[at..at + PLACE].fill(0);
            data.value[path].fill(0);
        }
    }
}

/// Where the path stands of the place that is here; nothing if none is.
fn path(data: &[u8], start: usize, at: usize) -> Option<std::ops::Range<usize>> {
    let word = |number: usize| {
        let bytes = data.get(at + number * 4..)?.first_chunk()?;
        Some(u32::from_le_bytes(*bytes) as usize)
    };
    let (address, length, _line, _column) = (word(0)?, word(1)?, word(2)?, word(3)?);
    let from = address.checked_sub(start)?;
    let to = from.checked_add(length)?;
    let path = data.get(from..to)?;
    let ends = path.ends_with(b".rs") && data.get(to) == Some(&0);
    (ends && path.iter().all(u8::is_ascii_graphic)).then_some(from..to)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the data begins.
    const START: u32 = 1_048_576;

    fn module(value: Vec<u8>) -> Module {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 17, None, None);
        let offset = ConstExpr::Value(Value::I32(START as i32));
        module.data.add(DataKind::Active { memory, offset }, value);
        module
    }

    /// A path with what is around it, and a place of four numbers after it.
    fn data(path: &str, after: u8, numbers: [u32; 4]) -> Vec<u8> {
        let mut data = path.as_bytes().to_vec();
        data.push(after);
        data.resize(32, b'!');
        data.extend(numbers.map(u32::to_le_bytes).concat());
        data.extend(b"kept");
        data
    }

    fn after(data: Vec<u8>) -> Vec<u8> {
        let mut module = module(data);
        removed(&mut module);
        let mut all = module.data.iter();
        all.next().expect("data").value.clone()
    }

    #[test]
    fn a_place_goes_with_its_path_and_nothing_else() {
        let after = after(data("~~/home/of/src/lib.rs", 0, [START + 2, 19, 7, 12]));
        assert_eq!(after[..2], *b"~~");
        assert_eq!(after[2..22], [0; 20]);
        assert_eq!(after[22..32], [b'!'; 10]);
        assert_eq!(after[32..48], [0; 16]);
        assert_eq!(after[48..], *b"kept");
    }

    #[test]
    fn what_only_looks_like_a_place_stays() {
        for (path, end, numbers) in [
            // A text with a length, that no zero ends.
            ("~~/home/of/src/lib.rs", b'.', [START + 2, 19, 7, 12]),
            // No file of Rust's.
            ("~~/home/of/src/lib.js", 0, [START + 2, 19, 7, 12]),
            // Beyond the data, and before it.
            ("~~/home/of/src/lib.rs", 0, [START + 40, 19, 7, 12]),
            ("~~/home/of/src/lib.rs", 0, [2, 19, 7, 12]),
            ("~~/home/of/src/lib.rs", 0, [START + 2, u32::MAX, 7, 12]),
        ] {
            let before = data(path, end, numbers);
            assert_eq!(after(before.clone()), before, "{path} {numbers:?}");
        }
    }
}
