//! Passwords from a prompt or standard input; never an argument, which every process could read.

use std::io::{IsTerminal, Read};

use zeroize::Zeroizing;

use super::error::CliError;
use crosspass_issuer::Randomness;
use crosspass_issuer::{Password, PasswordHash, PasswordLimits, Passwords};

/// Asks for a new password and hashes it.
pub(crate) async fn new_hash(from_stdin: bool, random: &Randomness) -> Result<PasswordHash, CliError> {
    let text = if from_stdin { read_stdin()? } else { prompt()? };
    let password = Password::parse(text).map_err(|error| CliError::Refused(error.to_string()))?;
    let limits = PasswordLimits {
        parallel: 1,
        queue: 1,
        patience: std::time::Duration::from_secs(60),
    };
    Ok(Passwords::new(limits, random.clone())?.hash(password).await?)
}

/// A password that there is already.
pub(crate) fn present(from_stdin: bool) -> Result<Zeroizing<String>, CliError> {
    if from_stdin {
        return read_stdin();
    }
    check_terminal()?;
    Ok(Zeroizing::new(rpassword::prompt_password("Password: ")?))
}

/// All of standard input, without the line's end.
fn read_stdin() -> Result<Zeroizing<String>, CliError> {
    let mut text = Zeroizing::new(String::new());
    std::io::stdin().lock().read_to_string(&mut text)?;
    let line = text
        .strip_suffix('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line));
    Ok(Zeroizing::new(line.unwrap_or(&text).to_owned()))
}

fn check_terminal() -> Result<(), CliError> {
    if std::io::stdin().is_terminal() {
        return Ok(());
    }
    let advice = "there is no terminal to ask for the password at: give it with --password-stdin";
    Err(CliError::Refused(advice.to_owned()))
}

fn prompt() -> Result<Zeroizing<String>, CliError> {
    check_terminal()?;
    let first = Zeroizing::new(rpassword::prompt_password("Password: ")?);
    let second = Zeroizing::new(rpassword::prompt_password("The same again: ")?);
    if *first == *second {
        Ok(first)
    } else {
        Err(CliError::Refused("the two passwords differ".to_owned()))
    }
}
