//! wasm-bindgen's glue without what no page needs: long words to the console, substitutes for what every browser has that
//! runs our modules (those need reference types, which came later), and methods that our types do not promise.

use anyhow::{Result, ensure};

/// What the glue has, and what it gets. What a host does wrong must still be told.
const TRIMMED: [(&str, &str); 5] = [
    (
        "`WebAssembly.instantiateStreaming` failed because your server does not serve Wasm with `application/wasm` MIME type. \
         Falling back to `WebAssembly.instantiate` which is slower. Original error:\\n",
        "serve it as application/wasm:",
    ),
    (
        "using deprecated parameters for the initialization function; pass a single object instead",
        "pass an object",
    ),
    (
        "using deprecated parameters for `initSync()`; pass a single object instead",
        "pass an object",
    ),
    (
        "(typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry",
        "new FinalizationRegistry",
    ),
    (
        "if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function (arg, view) {
        const buf = cachedTextEncoder.encode(arg);
        view.set(buf);
        return {
            read: arg.length,
            written: buf.length
        };
    };
}
",
        "",
    ),
];

/// What begins a line that our types do not promise.
const UNPROMISED: &str = "if (Symbol.dispose)";

/// The glue, trimmed. If another wasm-bindgen writes something else, that is an error: somebody has to look.
pub(super) fn trim(glue: &str) -> Result<String> {
    let mut glue = glue.to_owned();
    for (theirs, ours) in TRIMMED {
        ensure!(glue.contains(theirs), "the glue has no longer: {theirs}");
        glue = glue.replace(theirs, ours);
    }
    let kept = glue.lines().filter(|line| !line.starts_with(UNPROMISED));
    Ok(kept.map(|line| format!("{line}\n")).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn something_else_is_an_error() {
        let glue: String = TRIMMED.iter().map(|(theirs, _)| format!("{theirs}\n")).collect();
        let trimmed = trim(&format!("{glue}if (Symbol.dispose) x;\nlast\n")).unwrap();
        assert_eq!(
            trimmed,
            "serve it as application/wasm:\npass an object\npass an object\nnew FinalizationRegistry\n\nlast\n"
        );
        assert!(trim(&glue.replace("slower", "slow")).is_err());
    }
}
