//! Panics of the engine that trap at once.
//!
//! Nobody reads a panic's words in a visitor's browser: the program ends either way. Making them (their formatting, the
//! lengths and indexes in them) is an eighth of a kilobyte here and there, over a hundredth of the engine in all. The functions
//! that only lead to a panic become the trap itself, before wasm-opt finds what nobody calls any more.

use super::sources;
use crate::error::{Result, TaskError};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module, ModuleConfig};

const PART: &str = "the tracker";

/// Parts of the names of functions of Rust's libraries that never return.
const PANICS: [&str; 14] = [
    "::panicking::panic",
    "panicking::assert_failed",
    "::expect_failed",
    "::unwrap_failed",
    "raw_vec::handle_error",
    "::handle_alloc_error",
    "::capacity_overflow",
    "::rust_panic",
    "::rust_oom",
    "::slice_index_fail",
    "::slice_error_fail",
    "::len_mismatch_fail",
    "::swap_remove::assert_failed",
    "::__rust_alloc_error_handler",
];

/// The function without which no program of Rust panics: if it has another name now, so may all others.
const ALWAYS: &str = "::panicking::panic_fmt";

/// The program with a trap for the body of each of them.
pub fn trapped(program: &[u8]) -> Result<Vec<u8>> {
    let broken = |problem: String| TaskError::Part {
        part: PART,
        problem,
    };
    let mut module = ModuleConfig::new()
        .generate_producers_section(false)
        .parse(program)
        .map_err(|error| broken(format!("the engine's program cannot be read: {error}")))?;
    let panics = panics(&module);
    let always = |(_, name): &(FunctionId, String)| name.contains(ALWAYS);
    if !panics.iter().any(always) {
        return Err(broken(format!(
            "the engine's program has no `{ALWAYS}`; see how Rust names it now, and correct `PANICS`"
        )));
    }
    for (id, name) in panics {
        let signature = module.types.get(module.funcs.get(id).ty());
        let takes = signature.params().to_vec();
        let mut body = FunctionBuilder::new(&mut module.types, &takes, &[]);
        body.name(name).func_body().unreachable();
        let locals = takes.iter().map(|kind| module.locals.add(*kind)).collect();
        module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(locals));
    }
    sources::removed(&mut module);
    Ok(module.emit_wasm())
}

/// A function that gives something back is none, whatever its name.
fn panics(module: &Module) -> Vec<(FunctionId, String)> {
    let named = |id: FunctionId| {
        let function = module.funcs.get(id);
        let name = function.name.clone()?;
        let returns = !module.types.get(function.ty()).results().is_empty();
        let known = PANICS.iter().any(|part| name.contains(part));
        (known && !returns).then_some((id, name))
    };
    let ids: Vec<_> = module.funcs.iter_local().map(|(id, _)| id).collect();
    ids.into_iter().filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::ValType;

    /// A program of functions by these names, each of which drops a number, with what each gives back.
    fn program(functions: &[(&str, Option<i32>)]) -> Vec<u8> {
        let mut module = Module::default();
        for (name, back) in functions {
            let results: &[ValType] = if back.is_some() { &[ValType::I32] } else { &[] };
            let mut function = FunctionBuilder::new(&mut module.types, &[], results);
            let mut body = function.name((*name).to_owned()).func_body();
            body.i32_const(7).drop();
            if let Some(back) = back {
                body.i32_const(*back);
            }
            let id = function.finish(Vec::new(), &mut module.funcs);
            module.exports.add(name, id);
        }
        module.emit_wasm()
    }

    fn sizes(program: &[u8]) -> Vec<(String, u64)> {
        let module = Module::from_buffer(program).expect("a program");
        let functions = module.funcs.iter_local();
        functions
            .map(|(id, local)| {
                let name = module.funcs.get(id).name.clone();
                (name.unwrap_or_default(), local.size())
            })
            .collect()
    }

    #[test]
    fn what_panics_traps_and_nothing_else_changes() {
        let before = program(&[
            ("core[1f]::panicking::panic_fmt", None),
            ("core::option::unwrap_failed::h0123", None),
            ("std::panicking::panic_count::is_zero", Some(1)),
            ("recinto_core::features::count::fold", None),
        ]);
        let after = trapped(&before).expect("a program");
        let size = |program: &[u8], part: &str| {
            let all = sizes(program);
            let found = all.into_iter().find(|(name, _)| name.contains(part));
            found.map(|(_, size)| size)
        };
        for panic in ["panic_fmt", "unwrap_failed"] {
            assert_eq!(size(&after, panic), Some(1), "{panic}");
        }
        for other in ["is_zero", "fold"] {
            assert_eq!(size(&after, other), size(&before, other), "{other}");
        }
    }

    #[test]
    fn other_names_are_noticed() {
        let renamed = program(&[("core::panic::begin", None)]);
        assert!(trapped(&renamed).is_err());
        assert!(trapped(b"no program").is_err());
    }
}
