//! `crosspass describe`: what the code has, so that the docs can be compared with it.

use clap::Command;
use crosspass_protocol::Code;
use serde_json::{Value, json};

use super::error::CliError;
use super::output::line;
use crate::config::SETTINGS;
use crosspass_server::ROUTES;

/// Prints it.
pub(crate) fn run(command: &Command) -> Result<(), CliError> {
    let routes: Vec<Value> = ROUTES
        .iter()
        .map(|route| json!({ "method": route.method, "path": route.path }))
        .collect();
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let settings: Vec<Value> = SETTINGS
        .iter()
        .map(|setting| json!({ "name": setting.name, "default": setting.default, "expected": setting.expected }))
        .collect();
    let mut verbs = Vec::new();
    collect("", command, &mut verbs);
    let described = json!({ "routes": routes, "codes": codes, "verbs": verbs, "settings": settings });
    Ok(line(format_args!("{described:#}"))?)
}

fn collect(prefix: &str, command: &Command, verbs: &mut Vec<String>) {
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        let name = format!("{prefix}{}", verb.get_name());
        if verb.has_subcommands() {
            collect(&format!("{name} "), verb, verbs);
        } else {
            verbs.push(name);
        }
    }
}
