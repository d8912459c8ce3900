//! Command lines in the usual form: short options that can be joined, long ones with `=`.

/// What a command line says.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// Options in order: the letter or the long name, and the value of those that take one.
    pub(super) given: Vec<(String, Option<String>)>,
    /// The other arguments.
    pub(super) operands: Vec<String>,
}

impl Options {
    /// Reads arguments. `short` lists the letters that there are, each followed by `:` when it takes a value (a value may follow at
    /// once); `long` the long names, with `=` when they take one. Err: what is not among them.
    pub(super) fn read(args: &[String], short: &str, long: &[&str]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            if arg == "--" {
                options.operands.extend(args.cloned());
                break;
            }
            if let Some(body) = arg.strip_prefix("--") {
                let (name, value) = body.split_once('=').map_or((body, None), |(name, value)| (name, Some(value.to_owned())));
                let takes = long.iter().any(|known| known.strip_suffix('=') == Some(name));
                if !takes && !long.contains(&name) {
                    return Err(format!("unrecognized option '--{name}'"));
                }
                let value = match value {
                    None if takes => Some(args.next().cloned().ok_or_else(|| format!("option '--{name}' requires an argument"))?),
                    value => value,
                };
                options.given.push((name.to_owned(), value));
            } else if let Some(letters) = arg.strip_prefix('-').filter(|letters| !letters.is_empty()) {
                for (at, letter) in letters.char_indices() {
                    let Some(place) = short.find(letter).filter(|_| letter != ':') else {
                        return Err(format!("invalid option -- '{letter}'"));
                    };
                    if !short[place + letter.len_utf8()..].starts_with(':') {
                        options.given.push((letter.to_string(), None));
                        continue;
                    }
                    let rest = &arg[1 + at + letter.len_utf8()..];
                    let value = if rest.is_empty() { args.next().cloned() } else { Some(rest.to_owned()) };
                    let value = value.ok_or_else(|| format!("option requires an argument -- '{letter}'"))?;
                    options.given.push((letter.to_string(), Some(value)));
                    break;
                }
            } else {
                options.operands.push(arg.clone());
            }
        }
        Ok(options)
    }

    /// Whether one of these options was given.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.given.iter().any(|(given, _)| names.contains(&given.as_str()))
    }

    /// The last value of one of these options.
    pub(super) fn value(&self, names: &[&str]) -> Option<&str> {
        self.given.iter().rev().find(|(given, _)| names.contains(&given.as_str())).and_then(|(_, value)| value.as_deref())
    }

    /// All values of one of these options, in order.
    pub(super) fn values(&self, names: &[&str]) -> Vec<&str> {
        self.given.iter().filter(|(given, _)| names.contains(&given.as_str())).filter_map(|(_, value)| value.as_deref()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn read(args: &[&str]) -> Result<Options, String> {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        Options::read(&args, "abn:", &["long", "value="])
    }

    #[test]
    fn letters_join_and_values_follow_at_once_or_apart() {
        let options = read(&["-ab", "-n5", "x", "-n", "6", "--value=v", "--long", "--", "-a"]).unwrap();
        assert!(options.has(&["a"]) && options.has(&["b"]) && options.has(&["long"]));
        assert_eq!(options.values(&["n"]), ["5", "6"]);
        assert_eq!(options.value(&["value"]), Some("v"));
        assert_eq!(options.operands, ["x", "-a"]);
    }

    #[test]
    fn unknown_options_are_refused() {
        assert_eq!(read(&["-x"]).unwrap_err(), "invalid option -- 'x'");
        assert_eq!(read(&["--other"]).unwrap_err(), "unrecognized option '--other'");
        assert_eq!(read(&["-n"]).unwrap_err(), "option requires an argument -- 'n'");
    }
}
