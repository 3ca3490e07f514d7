//! Annotations of a run on GitHub, as its workflow commands: what a job prints so becomes a mark on the run's page.
//!
//! A collapse and a missed gate are errors, a warning is one, what is open a notice; where all is well, one notice says so. The service
//! shows ten of each kind a step, so the last of more says how many there are.

use crate::render::escape::{MESSAGE, terminal};
use crate::render::words::{glance, notices, stages};
use crate::render::{format, story};
use crate::report::{Comparison, Report};
use crate::terms::{Severity, Verdict};

/// Annotations of a kind that the service shows for one step.
const SHOWN: usize = 10;

/// How loud an annotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    const ALL: [Level; 3] = [Level::Error, Level::Warning, Level::Notice];

    fn command(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => "notice",
        }
    }
}

/// One annotation.
#[derive(Debug)]
struct Annotation {
    level: Level,
    title: String,
    message: String,
}

/// All annotations of a report, one a line, errors first.
pub(super) fn page(report: &Report) -> String {
    let mut all: Vec<Annotation> = story::bases(report).filter_map(of_verdict).collect();
    let gate = notices::gate(report).into_iter();
    all.extend(gate.map(|message| Annotation {
        level: Level::Error,
        title: "genloss gate".to_owned(),
        message,
    }));
    all.extend(report.warnings.iter().filter(|w| w.code.severity() != Severity::Note).map(|w| Annotation {
        level: if w.code.severity() == Severity::Error { Level::Error } else { Level::Warning },
        title: format!("genloss: {}", w.code),
        message: format!("{} {}", w.message, w.hint),
    }));
    if !all.iter().any(|a| a.title.contains(VERDICT)) {
        all.push(Annotation {
            level: Level::Notice,
            title: "genloss".to_owned(),
            message: glance::headline(report),
        });
    }
    Level::ALL.into_iter().flat_map(|level| lines(&all, level)).collect()
}

/// What marks an annotation of a verdict.
const VERDICT: &str = " is ";

/// What a verdict is worth; `None` = good news.
fn of_verdict(c: &Comparison) -> Option<Annotation> {
    let level = match c.verdict {
        Verdict::EarlyCollapse | Verdict::LateCollapse => Level::Error,
        Verdict::Warning => Level::Warning,
        Verdict::Inconclusive => Level::Notice,
        Verdict::Stable | Verdict::Drift => return None,
    };
    let title = format!("genloss: {}{VERDICT}{}", story::name(&c.current), c.verdict.name());
    Some(Annotation {
        level,
        title,
        message: format!("against {}: {}", story::name(&c.reference), stages::why(c)),
    })
}

fn lines(all: &[Annotation], level: Level) -> Vec<String> {
    let of_level: Vec<&Annotation> = all.iter().filter(|a| a.level == level).collect();
    let room = if of_level.len() > SHOWN { SHOWN - 1 } else { SHOWN };
    let mut lines: Vec<String> =
        of_level.iter().take(room).map(|a| line(level, &a.title, &a.message)).collect();
    if of_level.len() > room {
        let more = format::plural((of_level.len() - room) as u64, "more annotation", "more annotations");
        lines.push(line(level, "genloss", &format!("{more} of this kind: see the report")));
    }
    lines
}

/// One command. Whatever could end it early, or begin another one, is escaped as the service asks for.
fn line(level: Level, title: &str, message: &str) -> String {
    let data =
        |text: &str| terminal(text, MESSAGE).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    format!("::{} title={}::{}\n", level.command(), property(title), data(message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Warning;
    use crate::render::testing;
    use crate::terms::WarningCode;

    #[test]
    fn a_collapse_is_an_error_that_says_why() {
        let page = page(&testing::collapse());
        let first = page.lines().next().unwrap();
        assert!(
            first.starts_with("::error title=genloss%3A ") && first.contains("collapse::against "),
            "{page}"
        );
        assert!(!page.contains("::notice"), "{page}");
    }

    #[test]
    fn good_news_is_one_notice() {
        let page = page(&testing::chain(&[(Verdict::Stable, Verdict::Stable)]));
        let notices: Vec<&str> = page.lines().filter(|l| l.starts_with("::notice")).collect();
        assert_eq!(notices.len(), 1, "{page}");
        assert!(!page.contains("::error"), "{page}");
    }

    #[test]
    fn no_text_begins_a_command_of_its_own() {
        let mut report = testing::chain(&[(Verdict::Stable, Verdict::Stable)]);
        report.comparisons[0].verdict = Verdict::Warning;
        report.comparisons[0].current = "a,b:c\n::add-mask::x%0A::error::y".to_owned();
        let page = page(&report);
        for line in page.lines() {
            assert!(
                ["::error title=", "::warning title=", "::notice title="].iter().any(|l| line.starts_with(l)),
                "{line}"
            );
            assert_eq!(line.matches("::").count() - line.matches("::add-mask").count(), 2, "{line}");
        }
        assert!(page.contains("a%2Cb%3Ac") && !page.contains("%0A::error"), "{page}");
    }

    #[test]
    fn what_the_service_would_not_show_is_counted() {
        let mut report = testing::chain(&[(Verdict::Stable, Verdict::Stable)]);
        let warning = || Warning::new(WarningCode::Copies, "x", "");
        report.warnings = (0..25).map(|_| warning()).collect();
        let page = page(&report);
        let warnings: Vec<&str> = page.lines().filter(|l| l.starts_with("::warning")).collect();
        assert_eq!(warnings.len(), 10, "{page}");
        assert!(warnings[9].contains("16 more annotations"), "{page}");
    }
}
