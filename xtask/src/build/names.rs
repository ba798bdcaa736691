//! One-letter names for what a program and its glue call each other by.
//!
//! wasm-bindgen's names say what they are and end in a hash, once in the program and again in the glue, and nobody else
//! reads them. What the program offers and the glue never asks for is taken away, so that wasm-opt finds what only that needed.

use crate::error::{Result, TaskError};
use std::collections::BTreeMap;
use walrus::ModuleConfig;

const PART: &str = "the tracker";

/// Names by letters, each in the place of a long one.
type Names = BTreeMap<String, String>;

/// The glue and the program, both with short names.
pub fn shortened(glue: &str, program: &[u8]) -> Result<(String, Vec<u8>)> {
    let broken = |problem: String| TaskError::Part {
        part: PART,
        problem,
    };
    let mut module = ModuleConfig::new()
        .generate_producers_section(false)
        .parse(program)
        .map_err(|error| broken(format!("the engine's program cannot be read: {error}")))?;
    let words = words(glue);
    let asked = |name: &str| {
        let mut uses = words.windows(3);
        uses.any(|around| around == ["wasm", ".", name])
    };
    let exports = module.exports.iter();
    let needless: Vec<_> = exports
        .filter(|export| !asked(&export.name))
        .map(|export| export.id())
        .collect();
    for export in needless {
        module.exports.delete(export);
    }
    let (mut offered, mut wanted, mut modules) = (Names::new(), Names::new(), Names::new());
    for export in module.exports.iter_mut() {
        export.name = named(&mut offered, &export.name);
    }
    for import in module.imports.iter_mut() {
        if !words.contains(&import.name.as_str()) {
            return Err(broken(format!(
                "the glue has no `{}`, which the program imports: has wasm-bindgen changed? See xtask/src/build/names.rs",
                import.name
            )));
        }
        import.name = named(&mut wanted, &import.name);
        import.module = named(&mut modules, &import.module);
    }
    let mut glue = renamed(&words, &offered, &wanted);
    for (long, short) in modules {
        glue = glue.replace(&format!("\"{long}\""), &format!("\"{short}\""));
    }
    Ok((glue, module.emit_wasm()))
}

/// The short name of a long one: the next letter if it has none yet.
fn named(names: &mut Names, long: &str) -> String {
    let next = letters(names.len());
    names.entry(long.to_owned()).or_insert(next).clone()
}

/// `a` to `z`, `A` to `Z`, then `aa`.
fn letters(number: usize) -> String {
    const LETTERS: [u8; 52] = *b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let before = number.checked_sub(LETTERS.len());
    let mut name = before.map_or_else(String::new, |rest| letters(rest / LETTERS.len()));
    name.push(char::from(LETTERS[number % LETTERS.len()]));
    name
}

/// The glue's words again: what it asks of the program, and what it gives it.
fn renamed(words: &[&str], offered: &Names, wanted: &Names) -> String {
    let renamed = words.iter().enumerate().map(|(at, word)| {
        let before = words.get(at.saturating_sub(2)..at);
        let names = match before {
            Some(["wasm", "."]) => offered,
            _ => wanted,
        };
        names.get(*word).map_or(*word, String::as_str)
    });
    renamed.collect()
}

/// A script's words, and what stands between them.
fn words(script: &str) -> Vec<&str> {
    let of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    let mut words = Vec::new();
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|letter| of_name(letter) != of_name(first));
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        words.push(word);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::{FunctionBuilder, Module};

    const GLUE: &str = "wasm.mind_new(wasm.memory.buffer);\n\
        const imports = { __wbg_get_2080c49015e35254: memory, __wbg_set_00c1f2ab00c1f2ab: mind_new };\n\
        return { \"./engine_bg.js\": imports };";

    /// A program that imports and exports functions by these names.
    fn program(imports: &[&str], exports: &[&str]) -> Vec<u8> {
        let mut module = Module::default();
        let nothing = module.types.add(&[], &[]);
        for name in imports {
            module.add_import_func("./engine_bg.js", name, nothing);
        }
        for name in exports {
            let function = FunctionBuilder::new(&mut module.types, &[], &[]);
            let id = function.finish(Vec::new(), &mut module.funcs);
            module.exports.add(name, id);
        }
        module.emit_wasm()
    }

    #[test]
    fn both_sides_get_the_same_names_and_what_nobody_asks_for_goes() {
        let before = program(
            &["__wbg_set_00c1f2ab00c1f2ab", "__wbg_get_2080c49015e35254"],
            &["memory", "__wbg_mind_free", "mind_new"],
        );
        let (glue, after) = shortened(GLUE, &before).expect("both");
        assert_eq!(
            glue,
            "wasm.b(wasm.a.buffer);\n\
            const imports = { b: memory, a: mind_new };\n\
            return { \"a\": imports };"
        );
        let module = Module::from_buffer(&after).expect("a program");
        let imports = module.imports.iter();
        let imports: Vec<_> = imports
            .map(|import| (import.module.as_str(), import.name.as_str()))
            .collect();
        assert_eq!(imports, [("a", "a"), ("a", "b")]);
        let exports = module.exports.iter();
        let exports: Vec<_> = exports.map(|export| export.name.as_str()).collect();
        assert_eq!(exports, ["a", "b"]);
    }

    #[test]
    fn what_the_glue_does_not_give_is_noticed() {
        let other = program(&["__wbg_now_0000000000000000"], &[]);
        assert!(shortened(GLUE, &other).is_err());
        assert!(shortened(GLUE, b"no program").is_err());
    }

    #[test]
    fn letters_do_not_come_twice() {
        let names: std::collections::BTreeSet<_> = (0..4_000).map(letters).collect();
        assert_eq!(names.len(), 4_000);
        assert_eq!(
            [0, 51, 52, 104].map(letters),
            ["a", "Z", "aa", "ba"].map(str::to_owned)
        );
    }
}
