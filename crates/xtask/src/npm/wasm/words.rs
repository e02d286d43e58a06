//! What wasm-bindgen's glue tells the console, in few words, and without what nobody is promised: in full both would be a
//! part of every page's download.

use anyhow::{Result, ensure};

/// Its words, and ours. What a host does wrong must still be told.
const WORDS: [(&str, &str); 2] = [
    (
        "`WebAssembly.instantiateStreaming` failed because your server does not serve Wasm with `application/wasm` MIME type. \
         Falling back to `WebAssembly.instantiate` which is slower. Original error:\\n",
        "serve it as application/wasm:",
    ),
    (
        "using deprecated parameters for the initialization function; pass a single object instead",
        "pass an object",
    ),
];

/// What begins a line that our types do not promise.
const UNPROMISED: &str = "if (Symbol.dispose)";

/// The glue with those words. Other words of another wasm-bindgen are an error: somebody has to look.
pub(super) fn shorten(glue: &str) -> Result<String> {
    let mut glue = glue.to_owned();
    for (theirs, ours) in WORDS {
        ensure!(glue.contains(theirs), "the glue says no more: {theirs}");
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
    fn other_words_are_an_error() {
        let [(one, ours), (two, _)] = WORDS;
        let glue = format!("console.warn(\"{one}\", e); console.warn('{two}')");
        assert!(
            shorten(&glue)
                .unwrap()
                .starts_with(&format!("console.warn(\"{ours}\", e);"))
        );
        assert!(shorten(&glue.replace("slower", "slow")).is_err());
    }
}
