//! whole-lab
