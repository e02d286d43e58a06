//! What commands print: lines for people, or one JSON object a line.

use std::io::{self, Write};

use serde::Serialize;

/// Prints a line. A reader that went away (`| head`) is told as an error, not as a panic.
pub(crate) fn line(text: impl std::fmt::Display) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// Prints rows: as JSON, or as columns.
pub(crate) fn rows<T: Serialize>(
    json: bool,
    items: &[T],
    columns: impl Fn(&T) -> Vec<String>,
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if json {
        for item in items {
            serde_json::to_writer(&mut out, item).map_err(io::Error::other)?;
            writeln!(out)?;
        }
        return Ok(());
    }
    let table: Vec<Vec<String>> = items.iter().map(columns).collect();
    let count = table.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..count)
        .map(|column| {
            table
                .iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    for row in &table {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}
