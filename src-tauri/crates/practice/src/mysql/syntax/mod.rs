//! SQL as text: tokens, scripts, the syntax tree and its parser.
//!
//! A statement is parsed once, and names and strings stay values from there on: nothing is ever put back into SQL text, so nothing in
//! them can become SQL.

pub(crate) mod accounts;
pub(crate) mod ast;
pub(crate) mod expressions;
pub(crate) mod lexer;
pub(crate) mod parser;
pub(crate) mod queries;
pub(crate) mod schemas;
pub(crate) mod script;
pub(crate) mod show;
pub(crate) mod words;

pub(crate) use self::parser::parse;
