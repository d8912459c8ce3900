//! OK, ERR, EOF and result sets as packets.

use super::super::answer::{Answer, Column, ColumnKind};
use super::super::error::SqlError;
use super::handshake::{AUTOCOMMIT, UTF8MB4, flags};
use super::packets::{Packets, put_number, put_text};

/// The status flag that another result follows.
const MORE_RESULTS: u16 = 8;
/// NULL in a text row.
const NULL: u8 = 0xfb;
/// The charset of what is no text.
const BINARY: u16 = 63;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// As COM_QUERY sends them.
    Text,
    /// As COM_STMT_EXECUTE sends them; all columns are strings.
    Binary,
}

/// An error. Before the client's flags are known it has no SQLSTATE.
pub(super) fn error(error: &SqlError, with_state: bool) -> Vec<u8> {
    let mut out = vec![0xff];
    out.extend_from_slice(&error.number.to_le_bytes());
    if with_state {
        out.push(b'#');
        out.extend_from_slice(error.state.as_bytes());
    }
    out.extend_from_slice(error.message.as_bytes());
    out
}

/// What a statement without a result set did.
pub(super) fn ok(answer: &Answer, more: bool) -> Vec<u8> {
    ok_with_header(0, answer, more)
}

fn ok_with_header(header: u8, answer: &Answer, more: bool) -> Vec<u8> {
    let mut out = vec![header];
    put_number(&mut out, answer.affected);
    put_number(&mut out, answer.last_insert_id);
    out.extend_from_slice(&status(more).to_le_bytes());
    out.extend_from_slice(&warnings(answer).to_le_bytes());
    if let Some(info) = &answer.info {
        put_text(&mut out, info.as_bytes());
    }
    out
}

/// The end of columns or rows for clients that still want it.
pub(super) fn eof(answer: &Answer, more: bool) -> Vec<u8> {
    let mut out = vec![0xfe];
    out.extend_from_slice(&warnings(answer).to_le_bytes());
    out.extend_from_slice(&status(more).to_le_bytes());
    out
}

fn status(more: bool) -> u16 {
    AUTOCOMMIT | if more { MORE_RESULTS } else { 0 }
}

fn warnings(answer: &Answer) -> u16 {
    u16::try_from(answer.warnings.len()).unwrap_or(u16::MAX)
}

/// Queues an answer: a result set or an OK.
pub(super) fn put_answer(packets: &mut Packets, client: u32, answer: &Answer, rows: Rows, more: bool) {
    if !answer.has_result_set() {
        packets.put(&ok(answer, more));
        return;
    }
    let deprecates_eof = client & flags::DEPRECATE_EOF != 0;
    let mut count = Vec::new();
    put_number(&mut count, answer.columns.len() as u64);
    packets.put(&count);
    for column in &answer.columns {
        packets.put(&definition(column, rows));
    }
    if !deprecates_eof {
        packets.put(&eof(answer, more));
    }
    for row in &answer.rows {
        packets.put(&match rows {
            Rows::Text => text_row(row),
            Rows::Binary => binary_row(row),
        });
    }
    // The OK that stands for EOF begins as EOF does.
    packets.put(&if deprecates_eof { ok_with_header(0xfe, &Answer { affected: 0, ..summary(answer) }, more) } else { eof(answer, more) });
}

/// An answer's warnings alone.
fn summary(answer: &Answer) -> Answer {
    Answer { warnings: answer.warnings.clone(), ..Answer::default() }
}

fn text_row(row: &[Option<String>]) -> Vec<u8> {
    let mut out = Vec::new();
    for value in row {
        match value {
            Some(value) => put_text(&mut out, value.as_bytes()),
            None => out.push(NULL),
        }
    }
    out
}

fn binary_row(row: &[Option<String>]) -> Vec<u8> {
    // The bits of NULL begin at the third.
    let mut nulls = vec![0_u8; (row.len() + 9) / 8];
    let mut values = Vec::new();
    for (at, value) in row.iter().enumerate() {
        match value {
            Some(value) => put_text(&mut values, value.as_bytes()),
            None => nulls[(at + 2) / 8] |= 1 << ((at + 2) % 8),
        }
    }
    let mut out = vec![0];
    out.extend(nulls);
    out.extend(values);
    out
}

/// A column's definition.
pub(super) fn definition(column: &Column, rows: Rows) -> Vec<u8> {
    let kind = if rows == Rows::Binary { ColumnKind::VarChar } else { column.kind };
    let (code, length, decimals): (u8, u32, u8) = match kind {
        ColumnKind::Tiny => (1, 4, 0),
        ColumnKind::Small => (2, 6, 0),
        ColumnKind::Int => (3, 11, 0),
        ColumnKind::Float => (4, 12, 31),
        ColumnKind::Double => (5, 22, 31),
        ColumnKind::Null => (6, 0, 0),
        ColumnKind::Timestamp => (7, 19, 0),
        ColumnKind::BigInt => (8, 20, 0),
        ColumnKind::Date => (10, 10, 0),
        ColumnKind::Time => (11, 10, 0),
        ColumnKind::DateTime => (12, 19, 0),
        ColumnKind::Decimal => (246, 20, 10),
        ColumnKind::Text => (252, 262_140, 0),
        ColumnKind::VarChar => (253, 1020, 31),
        ColumnKind::Char => (254, 1020, 0),
    };
    let is_text = matches!(kind, ColumnKind::Text | ColumnKind::VarChar | ColumnKind::Char);
    let charset = if is_text { u16::from(UTF8MB4) } else { BINARY };
    let not_null = u16::from(!column.nullable);
    let is_binary = if is_text { 0 } else { 1 << 7 };
    let is_number = if kind.is_number() { 1 << 15 } else { 0 };
    let own_name = if column.table.is_empty() { "" } else { &column.name };
    let mut out = Vec::new();
    for text in ["def", &column.database, &column.table, &column.table, &column.name, own_name] {
        put_text(&mut out, text.as_bytes());
    }
    out.push(0x0c);
    out.extend_from_slice(&charset.to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.push(code);
    out.extend_from_slice(&(not_null | is_binary | is_number).to_le_bytes());
    out.push(decimals);
    out.extend_from_slice(&[0; 2]);
    out
}
