//! Lines out of bytes as they come.

/// Cuts a stream into lines. A carriage return ends a line as well: programs redraw their progress with it.
#[derive(Debug, Default)]
pub(super) struct Lines {
    partial: Vec<u8>,
    after_return: bool,
}

impl Lines {
    /// Takes bytes, and gives each line that they complete. An incomplete one waits for its end, so that no character is cut in two.
    pub fn take(&mut self, bytes: &[u8], mut each: impl FnMut(&str)) {
        for byte in bytes {
            match byte {
                // The second half of a line end, or what ends a line that was drawn over.
                b'\n' if self.after_return => self.after_return = false,
                b'\n' => self.end(&mut each),
                b'\r' => {
                    self.after_return = true;
                    self.end(&mut each);
                }
                byte => {
                    self.after_return = false;
                    self.partial.push(*byte);
                }
            }
        }
    }

    /// Gives what is left without a line end.
    pub fn finish(&mut self, mut each: impl FnMut(&str)) {
        self.after_return = false;
        if !self.partial.is_empty() {
            self.end(&mut each);
        }
    }

    fn end(&mut self, each: &mut impl FnMut(&str)) {
        each(&String::from_utf8_lossy(&self.partial));
        self.partial.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(chunks: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        let mut seen = Vec::new();
        for chunk in chunks {
            lines.take(chunk, |line| seen.push(line.to_owned()));
        }
        lines.finish(|line| seen.push(line.to_owned()));
        seen
    }

    #[test]
    fn lines_come_whole_however_they_are_cut() {
        assert_eq!(lines(&[b"one\ntw", b"o\n", b"\nfour"]), ["one", "two", "", "four"]);
    }

    #[test]
    fn a_line_end_of_two_bytes_is_one_line_end() {
        assert_eq!(lines(&[b"one\r\ntwo\r", b"\nthree\r\n"]), ["one", "two", "three"]);
    }

    #[test]
    fn progress_that_is_drawn_over_comes_line_by_line() {
        assert_eq!(lines(&[b" 10%\r 20%\r", b"done\n"]), [" 10%", " 20%", "done"]);
    }

    #[test]
    fn a_character_in_two_pieces_is_one() {
        assert_eq!(lines(&["ü".as_bytes().split_at(1).0, "ü".as_bytes().split_at(1).1, b"\n\xff\n"]), ["ü", "\u{fffd}"]);
    }
}
