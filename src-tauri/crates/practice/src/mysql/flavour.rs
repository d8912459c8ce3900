//! What differs between the two MySQLs that are played.

use crate::world::MysqlFlavour;

/// The facts of one MySQL.
pub(crate) trait Version {
    /// As VERSION() and the handshake say.
    fn version(self) -> &'static str;
    /// As @@version_comment says.
    fn version_comment(self) -> &'static str;
    /// Whether the server has the mysql_native_password plugin.
    fn has_native_password(self) -> bool;
    /// The year range of the client's copyright line.
    fn copyright(self) -> &'static str;
}

impl Version for MysqlFlavour {
    fn version(self) -> &'static str {
        match self {
            MysqlFlavour::V8_0 => "8.0.44-0ubuntu0.22.04.1",
            MysqlFlavour::V9 => "9.7.0",
        }
    }

    fn version_comment(self) -> &'static str {
        match self {
            MysqlFlavour::V8_0 => "(Ubuntu)",
            MysqlFlavour::V9 => "(Debian)",
        }
    }

    fn has_native_password(self) -> bool {
        self == MysqlFlavour::V8_0
    }

    fn copyright(self) -> &'static str {
        match self {
            MysqlFlavour::V8_0 => "2000, 2025",
            MysqlFlavour::V9 => "2000, 2026",
        }
    }
}
