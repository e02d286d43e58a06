//! A table's columns, and values of several rows of one of them.

use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Row as _};

use crate::store::StoreError;
use crate::store::row::Row;

/// The four types that both databases have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ColumnKind {
    Int,
    Bool,
    Text,
    Bytes,
}

/// A column, as PostgreSQL has it.
#[derive(Debug)]
pub(super) struct Column {
    name: String,
    kind: ColumnKind,
}

/// Those of a table, in their order.
pub(super) async fn columns(target: &mut PgConnection, table: &str) -> Result<Vec<Column>, StoreError> {
    let rows = sqlx::query(
        "SELECT column_name::text, data_type::text FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
    )
    .bind(table)
    .fetch_all(target)
    .await?;
    rows.iter()
        .map(|row| {
            let kind = match row.try_get(1)? {
                "bigint" => ColumnKind::Int,
                "boolean" => ColumnKind::Bool,
                "text" => ColumnKind::Text,
                "bytea" => ColumnKind::Bytes,
                _ => return Err(StoreError::Damaged("schema")),
            };
            Ok(Column {
                name: row.try_get(0)?,
                kind,
            })
        })
        .collect()
}

impl Column {
    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether PostgreSQL numbers the rows by it.
    pub(super) fn is_number_of_row(&self) -> bool {
        self.name == "id" && self.kind == ColumnKind::Int
    }

    /// Its type, as a statement has it.
    pub(super) fn array(&self) -> &'static str {
        match self.kind {
            ColumnKind::Int => "bigint[]",
            ColumnKind::Bool => "boolean[]",
            ColumnKind::Text => "text[]",
            ColumnKind::Bytes => "bytea[]",
        }
    }

    /// Adds a row's value to a digest, with its length, so that no two rows have one text.
    pub(super) fn digest(&self, row: &Row, digest: &mut Sha256) -> Result<(), StoreError> {
        let name = self.name.as_str();
        let mut add = |value: Option<&[u8]>| {
            let length = value.map_or(-1, |bytes| i64::try_from(bytes.len()).unwrap_or(i64::MAX));
            digest.update(length.to_be_bytes());
            digest.update(value.unwrap_or_default());
        };
        match self.kind {
            ColumnKind::Int => add(row
                .get::<Option<i64>>(name)?
                .map(i64::to_be_bytes)
                .as_ref()
                .map(<[u8; 8]>::as_slice)),
            ColumnKind::Bool => add(row
                .get::<Option<bool>>(name)?
                .map(|value| [u8::from(value)])
                .as_ref()
                .map(<[u8; 1]>::as_slice)),
            ColumnKind::Text => add(row.get::<Option<&str>>(name)?.map(str::as_bytes)),
            ColumnKind::Bytes => add(row.get::<Option<&[u8]>>(name)?),
        }
        Ok(())
    }
}

/// Values of one column, of several rows.
pub(super) enum Values {
    Int(Vec<Option<i64>>),
    Bool(Vec<Option<bool>>),
    Text(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Values {
    /// Those of a column.
    pub(super) fn of(column: &Column, rows: &[Row]) -> Result<Self, StoreError> {
        let name = column.name();
        Ok(match column.kind {
            ColumnKind::Int => Self::Int(rows.iter().map(|row| row.get(name)).collect::<Result<_, _>>()?),
            ColumnKind::Bool => Self::Bool(rows.iter().map(|row| row.get(name)).collect::<Result<_, _>>()?),
            ColumnKind::Text => Self::Text(rows.iter().map(|row| row.get(name)).collect::<Result<_, _>>()?),
            ColumnKind::Bytes => Self::Bytes(rows.iter().map(|row| row.get(name)).collect::<Result<_, _>>()?),
        })
    }
}

/// Writes rows: one statement, so all of them or none.
pub(super) async fn insert(
    target: &mut PgConnection,
    table: &str,
    columns: &[Column],
    rows: &[Row],
) -> Result<(), StoreError> {
    let names: Vec<_> = columns.iter().map(Column::name).collect();
    let arrays: Vec<_> = (1..)
        .zip(columns)
        .map(|(number, column)| format!("${number}::{}", column.array()))
        .collect();
    let statement = format!(
        "INSERT INTO {table} ({}) SELECT * FROM unnest({})",
        names.join(", "),
        arrays.join(", ")
    );
    let mut insert = sqlx::query(AssertSqlSafe(statement));
    for column in columns {
        insert = match Values::of(column, rows)? {
            Values::Int(values) => insert.bind(values),
            Values::Bool(values) => insert.bind(values),
            Values::Text(values) => insert.bind(values),
            Values::Bytes(values) => insert.bind(values),
        };
    }
    insert.execute(target).await?;
    Ok(())
}
