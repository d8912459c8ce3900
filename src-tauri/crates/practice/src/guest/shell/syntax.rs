//! The shape of a command line.

/// A part of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text that stands for itself; unquoted text may hold pattern characters.
    Text { text: String, quoted: bool },
    /// `$name`, `${name}` and `${name<operator>word}`.
    Parameter { name: String, change: Option<Change>, quoted: bool },
    /// `$(…)` or backquotes: the command line in it.
    Command { line: String, quoted: bool },
    /// `$((…))`
    Arithmetic { expression: String, quoted: bool },
}

/// What `${name…}` does to the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// `${#name}`
    Length,
    /// `${name:-word}` and its kin: the operator without the colon, whether there was a colon, the word.
    Default { operator: char, or_empty: bool, word: Word },
    /// `${name#pattern}`, `##`, `%`, `%%`.
    Trim { suffix: bool, longest: bool, pattern: Word },
}

/// A word before its expansion.
pub(super) type Word = Vec<Piece>;

/// What is done with a file descriptor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Redirect {
    /// The descriptor; none: what the operator stands for (`&>` is both).
    pub(super) descriptor: Option<u32>,
    pub(super) target: Target,
}

/// Where a descriptor goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// `> file`; `>> file` appends.
    Write { file: Word, append: bool },
    /// `&> file`, `&>> file`
    WriteBoth { file: Word, append: bool },
    /// `< file`
    Read(Word),
    /// `<<< word`
    Here(Word),
    /// `<< end`: the lines, expanded unless the end word was quoted.
    Document(Word),
    /// `>&1`, `2>&1`; none is `>&-`.
    Duplicate(Option<u32>),
}

/// One command of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    Simple { assignments: Vec<(String, Word)>, words: Vec<Word>, redirects: Vec<Redirect> },
    Compound { kind: Compound, redirects: Vec<Redirect> },
}

/// A command that holds commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Compound {
    Subshell(List),
    Group(List),
    If { branches: Vec<(List, List)>, otherwise: Option<List> },
    While { until: bool, condition: List, body: List },
    For { name: String, words: Option<Vec<Word>>, body: List },
}

/// Commands joined by `|`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pipeline {
    pub(super) negated: bool,
    pub(super) commands: Vec<Command>,
}

/// Pipelines joined by `&&` and `||`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AndOr {
    pub(super) first: Pipeline,
    /// True for `&&`.
    pub(super) rest: Vec<(bool, Pipeline)>,
    /// Ended by `&`.
    pub(super) background: bool,
}

/// Commands in order.
pub(super) type List = Vec<AndOr>;

/// Why a line is no command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SyntaxError {
    /// It goes on in the next line.
    Incomplete,
    /// bash's `syntax error near unexpected token`.
    Unexpected(String),
}
