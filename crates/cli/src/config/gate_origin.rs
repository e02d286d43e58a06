//! An origin that the gate answers for, with what is said of it: whose pages call it, and with which cookies.

use crosspass_backend::CrossSite;
use crosspass_protocol::{PathReading, RegisteredOrigin};

/// An origin that the gate answers for.
#[derive(Clone, Debug)]
pub struct GateOrigin {
    /// The origin.
    pub origin: RegisteredOrigin,
    /// Exact origins whose pages may call it with its cookie.
    pub callers: Vec<RegisteredOrigin>,
    /// Path prefixes below which those pages may call with a token of their own and a proof.
    pub caller_paths: Vec<String>,
    /// Whether its cookie goes along with calls of pages on other sites.
    pub across: Option<CrossSite>,
}

/// Origins with commas between them.
pub(super) fn listed(text: &str) -> Result<Vec<RegisteredOrigin>, String> {
    let origin = |item: &str| RegisteredOrigin::parse(item).map_err(|error| format!("{item:?}: {error}"));
    text.split(',').map(str::trim).map(origin).collect()
}

/// The same, where one that stood for many would open more than anybody wants.
pub(super) fn callers(text: &str) -> Result<Vec<RegisteredOrigin>, String> {
    listed(text).map_err(|error| {
        if text.contains('*') {
            format!("{error}; any page of such origins could act for whoever is signed in")
        } else {
            error
        }
    })
}

/// Path prefixes that every reader reads alike.
pub(super) fn caller_paths(text: &str) -> Result<Vec<String>, String> {
    let prefix = |item: &str| {
        if item.ends_with('/') && PathReading::of(item) == PathReading::One {
            Ok(item.to_owned())
        } else {
            Err(format!("{item:?} is no folder that every reader reads alike"))
        }
    };
    text.split(',').map(str::trim).map(prefix).collect()
}

/// A kind of cookie for other sites' pages.
pub(super) fn across(text: &str) -> Result<CrossSite, &'static str> {
    match text {
        "partitioned" => Ok(CrossSite::Partitioned),
        "shared" => Ok(CrossSite::Shared),
        _ => Err("no such kind"),
    }
}

/// One origin a line, with `callers=`, `paths=` and `cookies=` after it where it has callers; empty lines and those that begin
/// with `#` say nothing.
pub(super) fn in_file(name: &str) -> Result<Vec<GateOrigin>, String> {
    let text = std::fs::read_to_string(name).map_err(|error| error.to_string())?;
    let lines = text.lines().map(str::trim).enumerate();
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let origins =
        lines.map(|(index, line)| in_line(line).map_err(|error| format!("line {}: {error}", index + 1)));
    match origins.collect::<Result<Vec<_>, _>>() {
        Ok(origins) if origins.is_empty() => Err("no origin is in it".to_owned()),
        origins => origins,
    }
}

fn in_line(line: &str) -> Result<GateOrigin, String> {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    let mut found = GateOrigin {
        origin: RegisteredOrigin::parse(first).map_err(|error| format!("{first:?}: {error}"))?,
        callers: Vec::new(),
        caller_paths: Vec::new(),
        across: None,
    };
    for word in words {
        match word.split_once('=') {
            Some(("callers", list)) if found.callers.is_empty() => {
                found.callers = callers(list).map_err(|error| format!("callers: {error}"))?;
            }
            Some(("paths", list)) if found.caller_paths.is_empty() => {
                found.caller_paths = caller_paths(list).map_err(|error| format!("paths: {error}"))?;
            }
            Some(("cookies", kind)) if found.across.is_none() => {
                let kind = across(kind).map_err(|error| format!("cookies: {kind:?}: {error}"))?;
                found.across = Some(kind);
            }
            _ => {
                return Err(format!(
                    "{word:?}: after the origin come callers=ORIGIN,ORIGIN, paths=/PREFIX/,/PREFIX/ and \
                     cookies=partitioned or cookies=shared, each once"
                ));
            }
        }
    }
    if found.across.is_some() && found.callers.is_empty() {
        return Err(
            "cookies: there are no callers=; name the origins whose pages call, or leave it out".to_owned(),
        );
    }
    if !found.caller_paths.is_empty() && found.callers.is_empty() {
        return Err(
            "paths: there are no callers=; name the origins whose pages call, or leave it out".to_owned(),
        );
    }
    Ok(found)
}
