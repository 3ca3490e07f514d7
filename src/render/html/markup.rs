//! Builds HTML so that text of a report cannot become markup: tags and attribute names are constants of the program,
//! everything else is escaped. Elements close by themselves. That is all a page of this size needs; a template engine
//! would add a language and its own escaping rules.

use crate::render::escape::{markup, terminal};
use crate::render::plain;

/// Columns of a metric's key.
const KEY: usize = 60;

/// Names and values of attributes.
pub(super) type Attrs<'a> = &'a [(&'static str, &'a str)];

/// A piece of HTML.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Text, escaped.
    pub(super) fn text(&mut self, text: &str) {
        self.0 += &markup(text);
    }

    /// A sentence in which names stand between backticks, as code.
    pub(super) fn prose(&mut self, sentence: &str) {
        for (is_name, part) in plain::parts(sentence) {
            if is_name { self.leaf("code", &[], part) } else { self.text(part) }
        }
    }

    /// Markup of the program itself: only constants fit the type.
    pub(super) fn verbatim(&mut self, markup: &'static str) {
        self.0 += markup;
    }

    /// An element and what is inside.
    pub(super) fn el(&mut self, tag: &'static str, attrs: Attrs<'_>, inside: impl FnOnce(&mut Html)) {
        self.open(tag, attrs);
        inside(self);
        self.0 += "</";
        self.0 += tag;
        self.0 += ">";
    }

    /// An element with nothing but text inside.
    pub(super) fn leaf(&mut self, tag: &'static str, attrs: Attrs<'_>, text: &str) {
        self.el(tag, attrs, |h| h.text(text));
    }

    /// An element that HTML never closes.
    pub(super) fn void(&mut self, tag: &'static str, attrs: Attrs<'_>) {
        self.open(tag, attrs);
    }

    fn open(&mut self, tag: &'static str, attrs: Attrs<'_>) {
        self.0 += "<";
        self.0 += tag;
        for (name, value) in attrs {
            self.0 += " ";
            self.0 += name;
            self.0 += "=\"";
            self.0 += &markup(value);
            self.0 += "\"";
        }
        self.0 += ">";
    }

    /// Starts a new line, for readers of the source.
    pub(super) fn line(&mut self) {
        self.0.push('\n');
    }

    /// The markup.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// A table with a heading row; narrow screens show each row as a card, so every cell knows its heading.
pub(super) fn table<const N: usize>(
    h: &mut Html,
    class: &str,
    heads: [&str; N],
    rows: impl Iterator<Item = [Cell; N]>,
) {
    wide_table(h, class, &heads, rows);
}

/// The same with as many columns as there are headings.
pub(super) fn wide_table(
    h: &mut Html,
    class: &str,
    heads: &[&str],
    rows: impl Iterator<Item = impl IntoIterator<Item = Cell>>,
) {
    h.el("table", &[("class", class)], |h| {
        h.el("thead", &[], |h| {
            h.el("tr", &[], |h| heads.iter().for_each(|head| h.leaf("th", &[("scope", "col")], head)));
        });
        h.line();
        h.el("tbody", &[], |h| {
            for row in rows {
                h.el("tr", &[], |h| {
                    for (cell, head) in row.into_iter().zip(heads) {
                        cell.put(h, head);
                    }
                });
                h.line();
            }
        });
    });
}

/// A cell: what it shows and what it is sorted by.
pub(super) struct Cell {
    inside: Html,
    key: Option<f64>,
}

impl Cell {
    /// Text, sorted as text.
    pub(super) fn text(text: &str) -> Self {
        Cell::with(None, |h| h.text(text))
    }

    /// A metric: its plain name, and the key that programs know it by.
    pub(super) fn metric(key: &str) -> Self {
        let (name, key) = (plain::metric(key), terminal(key, KEY));
        Cell::with(None, |h| {
            h.el("span", &[], |h| {
                h.text(&name);
                if name != key {
                    h.text(" ");
                    h.leaf("span", &[("class", "key")], &key);
                }
            });
        })
    }

    /// Anything, sorted by a number where there is one.
    pub(super) fn with(key: Option<f64>, inside: impl FnOnce(&mut Html)) -> Self {
        let mut html = Html::default();
        inside(&mut html);
        Cell { inside: html, key }
    }

    fn put(self, h: &mut Html, head: &str) {
        let key = self.key.map(|k| k.to_string()).unwrap_or_default();
        let attrs = [("data-l", head), ("data-s", &key)];
        let n = if key.is_empty() { 1 } else { 2 };
        h.el("td", &attrs[..n], |h| h.0 += &self.inside.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped_and_elements_close() {
        let mut h = Html::default();
        h.el("p", &[("title", "\"><x>")], |h| {
            h.text("<b>\0");
            h.leaf("i", &[], "&");
        });
        assert_eq!(h.finish(), "<p title=\"&quot;&gt;&lt;x&gt;\">&lt;b&gt;\\u{0}<i>&amp;</i></p>");
    }
}
