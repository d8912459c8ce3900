//! The whole lab on the practice cloud.
