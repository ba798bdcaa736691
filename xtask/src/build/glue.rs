//! The glue as wasm-bindgen makes it, less what no visitor needs.

/// What is in the glue for who starts it otherwise than we do, and for browsers older than those that the scripts are
/// built for (`es2022`): where it begins, and what comes after it.
const NEEDLESS: [(&str, &str); 11] = [
    // `initSync` with a module in an object, or with bytes.
    ("    if (module !== undefined) {", "    const imports"),
    (
        "    if (!(module instanceof WebAssembly.Module)) {",
        "    const instance",
    ),
    // Module and instance kept, and what an instance before left.
    ("    wasmInstance = ", "    wasm = "),
    ("    wasmModule = ", "    wasm.__wbindgen_start"),
    // Another decoder after two gigabytes, for Safari.
    ("    numBytesDecoded += ", "    return cachedTextDecoder"),
    // A `TextEncoder` without `encodeInto`.
    ("if (!('encodeInto' in", "let WASM_VECTOR_LEN"),
    // A text handed over without a way to make more room.
    (
        "    if (realloc === undefined) {",
        "    let len = arg.length;",
    ),
    // Giving memory back: a page has one `Mind`, and another only after each withdrawal.
    ("    __destroy_into_raw() {", "    /**"),
    ("        MindFinalization.register", "        return this;"),
    ("if (Symbol.dispose) ", "\n"),
    ("const MindFinalization = ", "\n\n"),
];

/// The glue without what is needless. The beginning of what another version of wasm-bindgen does not write.
pub fn trimmed(glue: &str) -> Result<String, &'static str> {
    let mut glue = glue.to_owned();
    for (from, to) in NEEDLESS {
        let (before, rest) = glue.split_once(from).ok_or(from)?;
        let after = rest.find(to).and_then(|at| rest.get(at..)).ok_or(from)?;
        glue = [before, after].concat();
    }
    Ok(glue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needless_goes_and_what_is_unknown_is_an_error() {
        let known = "class Mind {\n    __destroy_into_raw() {\n a\n    /**\n    make() {\n        MindFinalization.register(this);\n        return this;\n    }\n}\n\
            if (Symbol.dispose) Mind.prototype[Symbol.dispose] = a;\n\
            const MindFinalization = {}\n : b;\n\n\
            function pass(arg) {\n    if (realloc === undefined) {\n c }\n    let len = arg.length;\n}\n\
            function decodeText(bytes) {\n    numBytesDecoded += i;\n    return cachedTextDecoder.decode(bytes);\n}\n\
            if (!('encodeInto' in d)) { e }\n\nlet WASM_VECTOR_LEN = 0;\n\
            function finalize(instance) {\n    wasmInstance = instance;\n    wasm = instance.exports;\n    wasmModule = module;\n    j = null;\n    wasm.__wbindgen_start();\n}\n\
            function initSync(module) {\n    if (module !== undefined) {\n f }\n    const imports = h;\n    if (!(module instanceof WebAssembly.Module)) {\n g }\n    const instance = k;\n}";
        assert_eq!(
            trimmed(known).as_deref(),
            Ok(
                "class Mind {\n    /**\n    make() {\n        return this;\n    }\n}\n\
                \n\
                \n\n\
                function pass(arg) {\n    let len = arg.length;\n}\n\
                function decodeText(bytes) {\n    return cachedTextDecoder.decode(bytes);\n}\n\
                let WASM_VECTOR_LEN = 0;\n\
                function finalize(instance) {\n    wasm = instance.exports;\n    wasm.__wbindgen_start();\n}\n\
                function initSync(module) {\n    const imports = h;\n    const instance = k;\n}"
            )
        );
        assert!(trimmed("of another version").is_err());
    }
}
