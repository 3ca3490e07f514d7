//! `genloss history` and its commands: their flags and what they become.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::formats;
use super::record::DATABASE;
use crate::error::Error;
use crate::records::{FailOn, Moment, Part};
use crate::render::history::FORMATS;
use crate::settings::{Format, Theme};
use crate::terms::Verdict;

pub(super) const HELP: &str = "\
Examples:
    genloss history
    genloss history --lineage phi-2-dpo --metric pooled-tail-retention,score-effect-size -o out
    genloss history --format json | jq .turns
    genloss history diff phi-2-sft phi-2-dpo
  Every night, or in CI, whether the newest release of each lineage holds:
    genloss history check --fail-on collapse,margin,trend --within 3
  Whether preserved data and reports are as they were recorded:
    genloss history verify
  Records in version control:
    genloss history export > records.jsonl
    genloss history import records.jsonl --db other.db

A release is compared with the reference of its report; `of the root` is what it keeps of the first
release of its lineage, by a comparison with it, or else by steps that are multiplied (~).

Exit status:
  0  done
  1  done, and a check failed, or what was preserved is not as it was
  2  wrong usage, or an input or output error; nothing was changed";

/// The metric that is shown where none is asked for: the one that falls first.
const USUAL: &str = "pooled-tail-retention";

/// What is asked of the records.
#[derive(Debug)]
pub struct History {
    /// The database.
    pub database: PathBuf,
    /// What is asked.
    pub asked: Query,
}

/// A question, or a task.
#[derive(Debug)]
pub enum Query {
    /// `genloss history`.
    Show {
        /// Which part.
        part: Part,
        /// The formats.
        formats: Vec<Format>,
        /// The folder of `-o`.
        dir: Option<PathBuf>,
        /// The colors of images.
        theme: Theme,
    },
    /// `genloss history diff`.
    Diff {
        /// The first record.
        a: String,
        /// The second.
        b: String,
        /// Whether JSON is wanted.
        json: bool,
    },
    /// `genloss history check`.
    Check {
        /// What fails.
        fail_on: FailOn,
        /// Only the newest among the descendants of this record.
        lineage: Option<String>,
        /// Whether JSON is wanted.
        json: bool,
    },
    /// `genloss history verify`.
    Verify {
        /// Whether JSON is wanted.
        json: bool,
    },
    /// `genloss history export`.
    Export,
    /// `genloss history import`.
    Import {
        /// The export.
        path: PathBuf,
    },
}

/// The flags of `history`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct HistoryArgs {
    #[command(subcommand)]
    command: Option<HistoryCommand>,

    #[command(flatten)]
    show: ShowArgs,
}

#[derive(Debug, Args)]
struct ShowArgs {
    /// Metrics to follow; metric:column for one of a column [default: pooled-tail-retention]
    #[arg(long, value_name = "METRICS", value_delimiter = ',', help_heading = "Which")]
    metric: Vec<String>,

    /// Only the ancestors and descendants of this release
    #[arg(long, value_name = "NAME", help_heading = "Which")]
    lineage: Option<String>,

    /// Only releases recorded from this day or moment on, in UTC: 2026-11-28
    #[arg(long, value_name = "DATE", help_heading = "Which")]
    since: Option<String>,

    /// text, json, html, csv, png; several with -o [default: text; with -o text,json,html,png]
    #[arg(
        long,
        value_name = "FORMATS",
        value_delimiter = ',',
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(formats(FORMATS)),
        help_heading = "Output"
    )]
    format: Vec<String>,

    /// Write history.txt, history.json, … into this folder; all of them appear, or none
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Colors of images: light or dark [default: light]
    #[arg(long, value_name = "THEME", hide_possible_values = true, value_parser = ["light", "dark"], help_heading = "Output")]
    theme: Option<String>,

    #[command(flatten)]
    place: Place,
}

/// The database that is asked.
#[derive(Debug, Args)]
struct Place {
    /// The database [default: genloss.db]
    #[arg(long, value_name = "FILE", default_value = DATABASE, hide_default_value = true)]
    db: PathBuf,
}

/// How an answer is printed.
#[derive(Debug, Args)]
struct Printed {
    #[command(flatten)]
    place: Place,

    /// Print text or json [default: text]
    #[arg(
        long,
        value_name = "FORMAT",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(formats(&[Format::Text, Format::Json]))
    )]
    format: Option<String>,
}

impl Printed {
    fn is_json(&self) -> bool {
        self.format.as_deref() == Some(Format::Json.name())
    }
}

#[derive(Debug, Subcommand)]
enum HistoryCommand {
    /// Lay two records side by side: parameters, data and metrics
    Diff {
        /// The first record
        a: String,
        /// The second record
        b: String,
        #[command(flatten)]
        printed: Printed,
    },
    /// Say whether the newest release of each lineage holds; exit with 1 where one does not
    Check {
        /// What fails: collapse, a verdict, margin (a loss beyond a margin, against the reference or the root), trend, none
        /// [default: collapse,margin]
        #[arg(long, value_name = "LIST", value_delimiter = ',')]
        fail_on: Vec<String>,

        /// A trend fails that crosses a margin within N releases [default: 3]
        #[arg(long, value_name = "N")]
        within: Option<u32>,

        /// Only the newest among this release and its descendants
        #[arg(long, value_name = "NAME")]
        lineage: Option<String>,

        #[command(flatten)]
        printed: Printed,
    },
    /// Say whether reports and data sources are as they were recorded; exit with 1 where they are not
    Verify {
        #[command(flatten)]
        printed: Printed,
    },
    /// Print all records as JSON Lines, superseded ones too
    Export {
        #[command(flatten)]
        place: Place,
    },
    /// Write the records of an export into the database, all or none
    Import {
        /// The export
        #[arg(value_name = "JSONL")]
        path: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

impl HistoryArgs {
    pub(super) fn resolve(self) -> Result<History, Error> {
        let Some(command) = self.command else { return self.show.resolve() };
        let (place, asked) = match command {
            HistoryCommand::Diff { a, b, printed } => {
                let json = printed.is_json();
                (printed.place, Query::Diff { a, b, json })
            }
            HistoryCommand::Check { fail_on, within, lineage, printed } => {
                let json = printed.is_json();
                (printed.place, Query::Check { fail_on: gate(&fail_on, within)?, lineage, json })
            }
            HistoryCommand::Verify { printed } => {
                let json = printed.is_json();
                (printed.place, Query::Verify { json })
            }
            HistoryCommand::Export { place } => (place, Query::Export),
            HistoryCommand::Import { path, place } => (place, Query::Import { path }),
        };
        Ok(History { database: place.db, asked })
    }
}

impl ShowArgs {
    fn resolve(self) -> Result<History, Error> {
        let since = self.since.map(|text| {
            Moment::parse(&text).ok_or_else(|| {
                bad("--since", format!("found `{text}`, expected a day or a moment in UTC, like 2026-11-28 or 2026-11-28T09:05:00Z"))
            })
        });
        let mut metrics = self.metric;
        if metrics.is_empty() {
            metrics.push(USUAL.to_owned());
        }
        let usual: &[&str] = if self.output.is_some() { &["text", "json", "html", "png"] } else { &["text"] };
        let is_asked = |format: &&Format| match self.format.is_empty() {
            true => usual.contains(&format.name()),
            false => self.format.iter().any(|name| name == format.name()),
        };
        let formats: Vec<Format> = FORMATS.iter().filter(is_asked).copied().collect();
        if self.output.is_none()
            && (formats.len() > 1 || formats.iter().any(|format| !format.is_streamable()))
        {
            return Err(bad(
                "--format",
                "standard output takes one of text, json, html and csv; give a folder with -o for several, or for png"
                    .to_owned(),
            ));
        }
        let theme = if self.theme.as_deref() == Some("dark") { Theme::Dark } else { Theme::Light };
        let part = Part { lineage: self.lineage, since: since.transpose()?, metrics };
        let asked = Query::Show { part, formats, dir: self.output, theme };
        Ok(History { database: self.place.db, asked })
    }
}

fn bad(setting: &str, problem: String) -> Error {
    Error::BadSetting { setting: setting.to_owned(), problem }
}

/// What fails a check.
fn gate(words: &[String], within: Option<u32>) -> Result<FailOn, Error> {
    let words: Vec<&str> = if words.is_empty() {
        vec!["collapse", "margin"]
    } else {
        words.iter().map(String::as_str).collect()
    };
    let known =
        || ["none", "collapse", "margin", "trend"].into_iter().chain(Verdict::ALL.iter().map(|v| v.name()));
    if let Some(word) = words.iter().find(|word| !known().any(|name| name == **word)) {
        let known = known().collect::<Vec<_>>().join(", ");
        return Err(bad("--fail-on", format!("`{word}` is unknown, expected some of {known}")));
    }
    if words.len() > 1 && words.contains(&"none") {
        return Err(bad("--fail-on", "`none` cannot be combined with others".to_owned()));
    }
    let is_trend = words.contains(&"trend");
    if within.is_some() && !is_trend {
        return Err(bad("--within", "says how far a trend is drawn; add trend to --fail-on".to_owned()));
    }
    let is_asked =
        |v: &Verdict| words.iter().any(|w| *w == v.name() || (*w == "collapse" && v.is_collapse()));
    Ok(FailOn {
        verdicts: Verdict::ALL.into_iter().filter(is_asked).collect(),
        margin: words.contains(&"margin"),
        within: is_trend.then_some(within.unwrap_or(3)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_gate_are_known_or_refused() {
        let of =
            |words: &[&str], within| gate(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>(), within);
        let usual = of(&[], None).unwrap();
        assert_eq!((usual.verdicts.len(), usual.margin, usual.within), (2, true, None));
        assert_eq!(of(&["trend"], None).unwrap().within, Some(3));
        assert_eq!(of(&["trend", "warning"], Some(9)).unwrap().verdicts, [Verdict::Warning]);
        for (words, within, expected) in [
            (&["colapse"][..], None, "`colapse` is unknown"),
            (&["none", "trend"][..], None, "cannot be combined"),
            (&["margin"][..], Some(2), "add trend"),
        ] {
            let said = of(words, within).unwrap_err().to_string();
            assert!(said.contains(expected), "{said}");
        }
    }
}
