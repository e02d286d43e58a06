//! The binary `crosspass`.

use std::process::ExitCode;

fn main() -> ExitCode {
    crosspass_server::command_line()
}
