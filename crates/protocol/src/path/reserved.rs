//! Whether some reader could take a path for one below `/crosspass/`.

use super::forms::forms;

/// The name of the folder that belongs to the handoff.
const OURS: &str = "crosspass";

/// Whether a path leads into `/crosspass/` for some reader. It does if a name of ours may be the first one: each part
/// before it counts for as few folders as any of its forms does.
pub(crate) fn is_reserved(path: &str) -> bool {
    // After two slashes some readers expect a host, which is no folder.
    let mut depth = if path.starts_with("//") || path.starts_with("/\\") {
        -1
    } else {
        0
    };
    for part in path.strip_prefix('/').unwrap_or(path).split('/') {
        let Some(forms) = forms(part) else {
            return true;
        };
        let mut least = depth + 1;
        for form in &forms {
            let mut at = depth;
            for name in form.split('/') {
                if at <= 0 && is_ours(name) {
                    return true;
                }
                at = below(name, at);
            }
            least = least.min(at);
        }
        depth = least;
    }
    false
}

fn is_ours(name: &str) -> bool {
    trimmed(name).eq_ignore_ascii_case(OURS)
}

/// How deep a folder's contents are, if it may be the parent's name.
fn below(name: &str, at: i64) -> i64 {
    if !trimmed(name).is_empty() {
        at + 1
    } else if name.bytes().filter(|byte| *byte == b'.').count() > 1 {
        at.min((at - 1).max(0))
    } else {
        at
    }
}

/// As Windows has it: dots and spaces at a name's end are not there.
fn trimmed(name: &str) -> &str {
    name.trim_start_matches(' ').trim_end_matches(['.', ' '])
}
