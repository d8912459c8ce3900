//! Answers in XML.

use std::fmt::Display;

use crate::world::Tags;

/// An XML text that grows. Whatever text it is given comes out of a parser as it went in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Xml(String);

/// Escapes text for XML 1.0; characters that it cannot hold become U+FFFD.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // A parser would turn them into spaces or line feeds.
            '\r' | '\n' | '\t' => out.push_str(&format!("&#{};", u32::from(c))),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}

impl Xml {
    /// Text alone.
    pub(super) fn plain(text: &str) -> Self {
        let mut xml = Self::default();
        escape(text, &mut xml.0);
        xml
    }

    /// `<name>value</name>`.
    pub(super) fn text(&mut self, name: &str, value: impl Display) -> &mut Self {
        self.open(name);
        escape(&value.to_string(), &mut self.0);
        self.close(name)
    }

    /// As [`Xml::text`], nothing for none.
    pub(super) fn maybe(&mut self, name: &str, value: Option<impl Display>) -> &mut Self {
        if let Some(value) = value {
            self.text(name, value);
        }
        self
    }

    /// `<name>` around what is written inside.
    pub(super) fn inside(&mut self, name: &str, write: impl FnOnce(&mut Self)) -> &mut Self {
        self.open(name);
        write(self);
        self.close(name)
    }

    /// `<name><item>…</item>…</name>`.
    pub(super) fn list<T>(&mut self, name: &str, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) -> &mut Self {
        self.inside(name, |xml| {
            for item in items {
                xml.inside("item", |xml| write(xml, item));
            }
        })
    }

    /// A `tagSet`.
    pub(super) fn tags(&mut self, tags: &Tags) -> &mut Self {
        self.list("tagSet", tags.iter(), |xml, (key, value)| {
            xml.text("key", key).text("value", value);
        })
    }

    /// The success of a call that says nothing else.
    pub(super) fn done() -> Self {
        let mut xml = Self::default();
        xml.text("return", true);
        xml
    }

    fn open(&mut self, name: &str) {
        self.0.push('<');
        self.0.push_str(name);
        self.0.push('>');
    }

    fn close(&mut self, name: &str) -> &mut Self {
        self.0.push_str("</");
        // Attributes belong to the opening only.
        self.0.push_str(name.split(' ').next().unwrap_or(name));
        self.0.push('>');
        self
    }

    /// The whole document.
    pub(super) fn document(self) -> String {
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", self.0)
    }

    /// Puts what another one holds at the end.
    pub(super) fn append(&mut self, other: Self) {
        self.0.push_str(&other.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_names_stays_text() {
        let mut xml = Xml::default();
        xml.text("value", "<a href=\"x\">Tom & 'Jerry'</a>\r\n\u{1}é😀");
        assert_eq!(xml.0, "<value>&lt;a href=&quot;x&quot;&gt;Tom &amp; &apos;Jerry&apos;&lt;/a&gt;&#13;&#10;\u{fffd}é😀</value>");
    }

    #[test]
    fn lists_have_an_item_for_each_and_attributes_close_right() {
        let mut xml = Xml::default();
        xml.inside("A xmlns=\"n\"", |xml| {
            xml.list("set", [1, 2], |xml, n| {
                xml.text("n", n);
            });
        });
        assert_eq!(xml.0, "<A xmlns=\"n\"><set><item><n>1</n></item><item><n>2</n></item></set></A>");
    }
}
