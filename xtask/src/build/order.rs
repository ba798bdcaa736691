//! The functions of a program in an order in which gzip finds their likenesses.
//!
//! gzip writes what it has read before as a short reference, but it only looks back 32 KB, and the nearer the fewer bits.
//! Compilers put functions by size or by calls, and the program is three times as long as gzip sees. So each function comes
//! after those that it is most like, and everything that names a function by its number gets the new one. It spares 800 bytes of
//! 53,300. Shorter numbers for what is called most cost more than they spare, and a search that asks gzip itself, 128 times,
//! spares some thirty more.

use crate::error::{Result, TaskError};
use std::collections::BTreeMap;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, FunctionSectionReader, Parser, Payload, TypeRef,
};

const PART: &str = "the tracker";

type Encoded<T> = std::result::Result<T, Error<NoFunction>>;

/// How far gzip looks back.
const WINDOW: usize = 32 * 1024;

/// Bytes of the sequences that likeness is measured by.
const SEQUENCE: usize = 5;

/// What a sequence is worth that was just there, in bits; each time it is twice as far it is worth one less.
const WORTH: u32 = 20;

/// Sequences added to every function's own, so that no short one comes first for a few that all functions have.
const COMMON: usize = 20;

/// The same program, its functions in another order.
pub fn ordered(program: &[u8]) -> Result<Vec<u8>> {
    reordered(program, by_likeness).map_err(|error| TaskError::Part {
        part: PART,
        problem: format!("wasm-opt's program cannot be put in order: {error}"),
    })
}

/// The program with its functions in the order that is chosen for their bodies.
fn reordered(program: &[u8], choose: impl Fn(&[&[u8]]) -> Vec<usize>) -> Encoded<Vec<u8>> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(program) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let order = choose(&bodies);
    let mut numbers: Vec<u32> = (0..imported).collect();
    numbers.resize(numbers.len() + order.len(), 0);
    for (number, old) in (imported..).zip(&order) {
        numbers[imported as usize + old] = number;
    }
    let mut module = Module::new();
    Order { order, numbers }.parse_core_module(&mut module, Parser::new(0), program)?;
    Ok(module.finish())
}

/// Each function after those that it is most like, from the last on: where compilers put the smallest.
fn by_likeness(bodies: &[&[u8]]) -> Vec<usize> {
    let mut known = BTreeMap::new();
    let sequences: Vec<Vec<usize>> = bodies
        .iter()
        .map(|body| {
            let windows = body.windows(SEQUENCE);
            windows
                .map(|bytes| {
                    let next = known.len();
                    *known.entry(bytes).or_insert(next)
                })
                .collect()
        })
        .collect();
    let different: Vec<Vec<usize>> = sequences
        .iter()
        .map(|all| {
            let mut different = all.clone();
            different.sort_unstable();
            different.dedup();
            different
        })
        .collect();
    // Where each sequence began last; further before the beginning than gzip sees, if nowhere.
    let mut seen = vec![0; known.len()];
    let mut end = WINDOW;
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut order = Vec::with_capacity(bodies.len());
    while let Some(last) = left.len().checked_sub(1) {
        let best = (0..left.len())
            .max_by_key(|at| likeness(&different[left[*at]], &seen, end))
            .unwrap_or(last);
        let next = left.remove(best);
        for (at, sequence) in sequences[next].iter().enumerate() {
            seen[*sequence] = end + at;
        }
        end += bodies[next].len();
        order.push(next);
    }
    order
}

/// What gzip spares on each sequence of a function that would begin here.
fn likeness(sequences: &[usize], seen: &[usize], begin: usize) -> u64 {
    let mut worth = 0;
    for sequence in sequences {
        let back = begin - seen[*sequence];
        if back < WINDOW {
            worth += u64::from(WORTH - back.ilog2());
        }
    }
    // In thousandths of a bit.
    worth * 1_000 / (sequences.len() + COMMON) as u64
}

/// A program calls what it does not have.
#[derive(Debug, thiserror::Error)]
#[error("there is no function {0}")]
struct NoFunction(u32);

/// The places of a program's own functions, and the numbers of all.
struct Order {
    /// Which function comes next, by its place before.
    order: Vec<usize>,
    /// The new number of each, also of the imported ones, which keep theirs.
    numbers: Vec<u32>,
}

impl Reencode for Order {
    type Error = NoFunction;

    fn function_index(&mut self, function: u32) -> Encoded<u32> {
        let number = self.numbers.get(function as usize).copied();
        number.ok_or(Error::UserError(NoFunction(function)))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Encoded<()> {
        let types = section
            .into_iter()
            .collect::<std::result::Result<Vec<_>, _>>()?;
        if types.len() != self.order.len() {
            return Err(Error::InvalidCodeSectionSize);
        }
        for place in 0..types.len() {
            functions.function(self.type_index(types[self.order[place]])?);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Encoded<()> {
        let bodies = section
            .into_iter()
            .collect::<std::result::Result<Vec<_>, _>>()?;
        for place in 0..bodies.len() {
            self.parse_function_body(code, bodies[self.order[place]].clone())?;
        }
        Ok(())
    }

    /// Names and hints go by the functions' numbers too. wasm-opt leaves none, and no browser needs any.
    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Encoded<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::size::gzip_size;
    use walrus::ir::{Instr, Value};
    use walrus::{
        ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId,
        FunctionKind, RefType, ValType,
    };

    /// A program whose functions take 0 to 3 numbers and call the one before, the first of them a page's; one starts, two are
    /// in a table, and all are exported by what they are.
    fn program() -> Vec<u8> {
        let mut module = walrus::Module::default();
        let nothing = module.types.add(&[], &[]);
        let (page, _) = module.add_import_func("page", "alert", nothing);
        let mut all: Vec<FunctionId> = vec![page];
        for takes in 0..4_usize {
            let kinds = vec![ValType::I32; takes];
            let mut function = FunctionBuilder::new(&mut module.types, &kinds, &[]);
            let mut body = function.func_body();
            for _ in 1..takes {
                body.i32_const(takes as i32);
            }
            body.call(all[takes]).ref_func(all[takes]).drop();
            let locals = kinds.iter().map(|kind| module.locals.add(*kind)).collect();
            let id = function.finish(locals, &mut module.funcs);
            module.exports.add(&format!("takes {takes}"), id);
            all.push(id);
        }
        module.start = Some(all[1]);
        let table = module.tables.add_local(false, 2, None, RefType::FUNCREF);
        module.elements.add(
            ElementKind::Active {
                table,
                offset: ConstExpr::Value(Value::I32(0)),
            },
            ElementItems::Functions(vec![all[3], page]),
        );
        module.emit_wasm()
    }

    /// What a function does, and those that it calls.
    fn meaning(module: &walrus::Module, id: FunctionId) -> String {
        let function = match &module.funcs.get(id).kind {
            FunctionKind::Import(import) => {
                return module.imports.get(import.import).name.clone();
            }
            FunctionKind::Local(function) => function,
            FunctionKind::Uninitialized(_) => return String::new(),
        };
        let takes = module.types.get(function.ty()).params().len();
        let body = function.block(function.entry_block()).instrs.iter();
        let body: Vec<String> = body
            .map(|(instruction, _)| match instruction {
                Instr::Const(number) => format!("{:?}", number.value),
                Instr::Call(call) => meaning(module, call.func),
                Instr::RefFunc(of) => format!("&{}", meaning(module, of.func)),
                other => format!("{other:?}"),
            })
            .collect();
        format!("{takes}({})", body.join(" "))
    }

    /// What a program does, by what it gives to a page.
    fn meanings(program: &[u8]) -> Vec<String> {
        let module = walrus::Module::from_buffer(program).expect("a program that holds");
        let start = module.start.expect("a start");
        let mut all = vec![format!("starts {}", meaning(&module, start))];
        for export in module.exports.iter() {
            let ExportItem::Function(id) = export.item else {
                continue;
            };
            all.push(format!("{}: {}", export.name, meaning(&module, id)));
        }
        for element in module.elements.iter() {
            let ElementItems::Functions(ids) = &element.items else {
                continue;
            };
            let ids = ids.iter().map(|id| meaning(&module, *id));
            all.extend(ids.map(|of| format!("in the table: {of}")));
        }
        all
    }

    #[test]
    fn a_program_in_any_order_does_the_same() {
        let before = program();
        assert_eq!(meanings(&before).len(), 7);
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
            let after = reordered(&before, |_| order.to_vec()).expect("a program");
            assert_eq!(meanings(&after), meanings(&before), "{order:?}");
        }
        let after = ordered(&before).expect("a program");
        assert_eq!(meanings(&after), meanings(&before));
        assert_eq!(ordered(&before).expect("a program"), after);
    }

    #[test]
    fn what_is_alike_stands_near() {
        // Eight kinds, of two functions each, further apart than gzip sees.
        let mut chance = 1_u32;
        let mut kinds = vec![Vec::new(); 8];
        for byte in kinds.iter_mut().flat_map(|kind| {
            kind.resize(5_000, 0);
            kind.iter_mut()
        }) {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = (chance >> 24) as u8;
        }
        let bodies: Vec<&[u8]> = kinds.iter().chain(&kinds).map(Vec::as_slice).collect();
        let order = by_likeness(&bodies);
        assert!(order.chunks(2).all(|pair| pair[0] % 8 == pair[1] % 8));
        let after: Vec<&[u8]> = order.iter().map(|at| bodies[*at]).collect();
        let [before, after] =
            [bodies.concat(), after.concat()].map(|bytes| gzip_size(&bytes).expect("in memory"));
        assert!(after * 10 < before * 6, "{before} to {after}");
    }

    #[test]
    fn what_is_no_program_is_an_error() {
        for bytes in [b"no program".as_slice(), b"\0asm", b""] {
            assert!(matches!(ordered(bytes), Err(TaskError::Part { .. })));
        }
        // One that ends before its last section does.
        let mut cut = program();
        cut.truncate(cut.len() - 8);
        assert!(ordered(&cut).is_err());
    }
}
