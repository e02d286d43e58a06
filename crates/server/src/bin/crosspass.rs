//! The binary `crosspass`.

use std::process::ExitCode;

fn main() -> ExitCode {
    crosspass_server::cli_main()
}
