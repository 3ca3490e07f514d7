//! `junit.xml`: one test case a check. A failure fails, a warning passes with its sentence as output, what did not run is skipped.

use super::words::fact;
use crate::audit::{Audit, Check};
use crate::render::escape::{MESSAGE, NAME, markup, terminal};
use crate::terms::Status;

/// The whole file.
pub(super) fn page(audit: &Audit) -> String {
    let with = |wanted: &[Status]| audit.checks.iter().filter(|check| wanted.contains(&check.status)).count();
    let totals =
        format!("tests=\"{}\" failures=\"{}\" errors=\"0\"", audit.checks.len(), with(&[Status::Fail]));
    let skipped = with(&[Status::Inconclusive, Status::NotRun]);
    let class = markup(&format!("genloss.audit.{}", terminal(&audit.mix, NAME)));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out += &format!("<testsuites name=\"genloss\" {totals}>\n");
    out += &format!("  <testsuite name=\"{class}\" {totals} skipped=\"{skipped}\">\n");
    for check in &audit.checks {
        out += &case(&class, check);
    }
    out + "  </testsuite>\n</testsuites>\n"
}

fn case(class: &str, check: &Check) -> String {
    let message = markup(&terminal(&check.reason, MESSAGE));
    let facts: Vec<String> = check.facts.iter().map(|figure| markup(&fact(figure))).collect();
    let facts = facts.join("\n");
    let inside = match check.status {
        Status::Fail => format!("<failure type=\"{}\" message=\"{message}\">{facts}</failure>", check.name),
        Status::Warn => format!("<system-out>warning: {message}\n{facts}</system-out>"),
        Status::Pass => format!("<system-out>{facts}</system-out>"),
        Status::Inconclusive => format!("<skipped message=\"inconclusive: {message}\"/>"),
        Status::NotRun => format!("<skipped message=\"not run: {message}\"/>"),
    };
    format!("    <testcase classname=\"{class}\" name=\"{}\">\n      {inside}\n    </testcase>\n", check.name)
}
