//! Inputs, settings, versions, and the command that makes the report again.

use super::markup::{Cell, Html, table};
use super::section;
use crate::render::command::Again;
use crate::render::escape::{MESSAGE, terminal};
use crate::render::format::{self, count};
use crate::render::{notices, story};
use crate::report::Report;

pub(super) fn put(h: &mut Html, report: &Report) {
    section(h, "inputs", "Inputs, settings, and how to reproduce", |h| {
        let heads = ["generation", "paths", "rows", "documents", "words", "keys shared"];
        let rows = report.generations.iter().enumerate().map(|(i, g)| {
            let paths: Vec<_> = g.paths.iter().map(|p| terminal(p, MESSAGE)).collect();
            let number = |n: u64| Cell::with(Some(n as f64), |h| h.text(&count(n)));
            [
                Cell::with(Some(i as f64), |h| h.text(&story::name(&g.name))),
                Cell::with(None, |h| h.leaf("code", &[], &paths.join(", "))),
                number(g.rows),
                number(g.documents),
                number(g.tokens),
                Cell::with(g.key_overlap, |h| h.text(&g.key_overlap.map_or("–".to_owned(), format::percent))),
            ]
        });
        table(h, "stack sortable", heads, rows);
        let unit = terminal(&report.input.unit.replace('-', " "), MESSAGE);
        h.el("p", &[], |h| h.prose(&format!("Counted {unit}: {}.", notices::columns(&report.input))));
        h.leaf("h3", &[], "How to reproduce");
        match Again::of(report) {
            Again::Command(command) => h.el("pre", &[], |h| h.leaf("code", &[], &command)),
            Again::ConfigFile(reason) => h.leaf("p", &[], reason),
            Again::Program => h.leaf(
                "p",
                &[],
                "A program compared corpora that it held in memory, so no command makes this report again.",
            ),
        }
        h.el("details", &[], |h| {
            h.leaf("summary", &[], "Settings");
            settings(h, report);
        });
        let tool = (terminal(&report.tool.name, MESSAGE), terminal(&report.tool.version, MESSAGE));
        let version = report.schema_version;
        h.leaf("p", &[("class", "key")], &format!("{} {}, report schema {version}", tool.0, tool.1));
    });
}

/// The settings as report.json has them.
fn settings(h: &mut Html, report: &Report) {
    let json = serde_json::to_string_pretty(&report.settings).unwrap_or_default();
    h.el("pre", &[], |h| {
        // Line by line, since a line break inside an escaped text would be made visible.
        for line in json.lines() {
            h.leaf("code", &[], &terminal(line, MESSAGE));
            h.line();
        }
    });
}
