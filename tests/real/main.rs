//! The adapters against parts that nobody here wrote: OpenSSH, MariaDB or MySQL, moto.
