//! `junit.xml`: one test case for each generation and symptom, for the test tab of a CI system.
//!
//! | status | test case |
//! |---|---|
//! | `fail` | fails |
//! | `warn` | passes, with the warning as its output: `--fail-on warning` is what turns warnings into a red build |
//! | `pass` | passes |
//! | `inconclusive`, `not-run` | skipped, with the reason |
//!
//! Each generation is judged against the base. Its slices are a suite beside it: a slice that collapses fails, one that warns passes with
//! its warning; with `--fail-on-slices no` it is left out. The team's own requirements are a suite of their own. There is no time or host: the same report gives the same bytes.

use crate::render::escape::{MESSAGE, NAME, markup, terminal};
use crate::render::{format, story};
use crate::report::{Comparison, Report, Slice, SymptomReport};
use crate::terms::{Status, Verdict};

/// The whole file.
pub fn page(report: &Report) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let suites: Vec<&Comparison> = story::bases(report).collect();
    let symptoms = suites.iter().flat_map(|c| &c.symptoms).map(|s| s.status);
    let sliced = suites.iter().flat_map(|c| gating_slices(report, c)).map(outcome);
    let all: Vec<Status> =
        symptoms.chain(sliced).chain(report.requirements.iter().map(|r| r.status)).collect();
    out += &format!(
        "<testsuites name=\"genloss\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n",
        all.len(),
        with(all.iter().copied(), &[Status::Fail])
    );
    for comparison in suites {
        suite(&mut out, report, comparison);
        slices(&mut out, report, comparison);
    }
    requirements(&mut out, report);
    out + "</testsuites>\n"
}

fn with(statuses: impl Iterator<Item = Status>, wanted: &[Status]) -> usize {
    statuses.filter(|s| wanted.contains(s)).count()
}

/// How many tests there are, how many fail and how many are skipped, as attributes.
fn totals(statuses: impl Iterator<Item = Status> + Clone) -> String {
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"",
        statuses.clone().count(),
        with(statuses.clone(), &[Status::Fail]),
        with(statuses, &[Status::Inconclusive, Status::NotRun])
    )
}

fn suite(out: &mut String, report: &Report, c: &Comparison) {
    let class = markup(&format!("genloss.{}", terminal(&c.current, 4 * NAME)));
    let totals = totals(c.symptoms.iter().map(|s| s.status));
    *out += &format!("  <testsuite name=\"{class}\" {totals}>\n");
    *out += "    <properties>\n";
    property(out, "verdict", c.verdict.name());
    property(out, "reference", &story::name(&c.reference));
    property(out, "attributable", if c.attributable { "true" } else { "false" });
    for doubt in &c.comparability {
        property(out, "comparability", &terminal(&format!("{}: {}", doubt.code, doubt.message), MESSAGE));
    }
    property(out, "genloss-version", &story::name(&report.tool.version));
    *out += "    </properties>\n";
    for symptom in &c.symptoms {
        case(out, &class, c, symptom);
    }
    *out += "  </testsuite>\n";
}

fn property(out: &mut String, name: &str, value: &str) {
    *out += &format!("      <property name=\"{name}\" value=\"{}\"/>\n", markup(value));
}

fn case(out: &mut String, class: &str, c: &Comparison, symptom: &SymptomReport) {
    let metric = story::deciding(c, symptom);
    let message = markup(&terminal(&symptom.message, MESSAGE));
    let numbers = c.metrics.iter().filter(|m| symptom.evidence.contains(&m.key()));
    let numbers: Vec<String> =
        numbers.map(|m| markup(&format!("{}: {}", terminal(&m.key(), MESSAGE), format::metric(m)))).collect();
    let numbers = numbers.join("\n");
    let inside = match symptom.status {
        Status::Fail => {
            format!("<failure type=\"{}\" message=\"{message}\">{numbers}</failure>", symptom.symptom.name())
        }
        Status::Warn => format!("<system-out>warning: {message}\n{numbers}</system-out>"),
        Status::Pass => format!("<system-out>{numbers}</system-out>"),
        Status::Inconclusive => {
            let power = metric.and_then(format::power).map_or(String::new(), |p| format!(": {}", markup(&p)));
            format!("<skipped message=\"inconclusive{power}\"/>\n      <system-out>{numbers}</system-out>")
        }
        Status::NotRun => {
            let reason = format::reason(symptom.reason_code.or(metric.and_then(|m| m.undefined)));
            format!("<skipped message=\"not run: {}\"/>", markup(&reason))
        }
    };
    *out += &format!(
        "    <testcase classname=\"{class}\" name=\"{}\">\n      {inside}\n    </testcase>\n",
        symptom.symptom.name()
    );
}

/// The slices that count for a gate.
fn gating_slices<'a>(report: &Report, c: &'a Comparison) -> &'a [Slice] {
    if report.gate.slices { &c.slices } else { &[] }
}

/// What a slice's verdict is as a test.
fn outcome(slice: &Slice) -> Status {
    match slice.verdict {
        Verdict::EarlyCollapse | Verdict::LateCollapse => Status::Fail,
        Verdict::Warning => Status::Warn,
        Verdict::Inconclusive => Status::Inconclusive,
        Verdict::Stable | Verdict::Drift => Status::Pass,
    }
}

/// One case a slice.
fn slices(out: &mut String, report: &Report, c: &Comparison) {
    let slices = gating_slices(report, c);
    if slices.is_empty() {
        return;
    }
    let class = markup(&format!("genloss.{}.slices", terminal(&c.current, 4 * NAME)));
    *out += &format!("  <testsuite name=\"{class}\" {}>\n", totals(slices.iter().map(outcome)));
    for slice in slices {
        let lost = slice.symptoms.iter().filter(|s| matches!(s.status, Status::Warn | Status::Fail));
        let lost: Vec<_> = lost.map(|s| format!("{} {}", s.symptom.name(), s.status.name())).collect();
        let documents = format!("{} to {} documents", slice.documents_before, slice.documents_after);
        let said = match lost.is_empty() {
            true => format!("{}, {documents}", slice.verdict.name()),
            false => format!("{}: {}, {documents}", slice.verdict.name(), lost.join(", ")),
        };
        let inside = match outcome(slice) {
            Status::Fail => {
                format!("<failure type=\"{}\" message=\"{said}\"></failure>", slice.verdict.name())
            }
            Status::Inconclusive | Status::NotRun => format!("<skipped message=\"{said}\"/>"),
            Status::Pass | Status::Warn => format!("<system-out>{said}</system-out>"),
        };
        let name = markup(&story::name(&slice.slice));
        *out += &format!(
            "    <testcase classname=\"{class}\" name=\"{name}\">\n      {inside}\n    </testcase>\n"
        );
    }
    *out += "  </testsuite>\n";
}

/// One case a generation and requirement.
fn requirements(out: &mut String, report: &Report) {
    if report.requirements.is_empty() {
        return;
    }
    let totals = totals(report.requirements.iter().map(|r| r.status));
    *out += &format!("  <testsuite name=\"genloss.requirements\" {totals}>\n");
    for r in &report.requirements {
        let said = markup(&format!("{}, required {}", format::reached(r), format::required(r)));
        let inside = match r.status {
            Status::Fail => format!("<failure type=\"requirement\" message=\"{said}\"></failure>"),
            Status::Pass | Status::Warn => format!("<system-out>{said}</system-out>"),
            Status::Inconclusive | Status::NotRun => {
                format!("<skipped message=\"{}: {said}\"/>", r.status.name())
            }
        };
        let name = markup(&format!("{} {}", terminal(&r.generation, 4 * NAME), story::subject(r)));
        *out += &format!(
            "    <testcase classname=\"genloss.requirements\" name=\"{name}\">\n      {inside}\n    </testcase>\n"
        );
    }
    *out += "  </testsuite>\n";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    #[test]
    fn statuses_become_outcomes() {
        let page = page(&testing::undecided());
        assert!(page.contains("<testsuites name=\"genloss\" tests=\"26\" failures=\"6\" errors=\"0\">"));
        assert!(page.contains(
            "<testsuite name=\"genloss.gen2\" tests=\"11\" failures=\"4\" errors=\"0\" skipped=\"3\">"
        ));
        assert!(page.contains("<failure type=\"tail-loss\""));
        assert!(page.contains("<system-out>warning: "));
        assert!(page.contains("<skipped message=\"inconclusive: losses below 19% stay unseen"));
        assert!(page.contains("<skipped message=\"not run: no prompts to hold the answers against"));
        testing::golden("junit.xml", &page);
    }

    #[test]
    fn requirements_are_a_suite() {
        let mut report = testing::collapse();
        report.requirements = [Status::Fail, Status::Pass, Status::Inconclusive]
            .map(|status| testing::requirement("g<2>", 0.5, [0.4, 0.3, 0.45], status))
            .to_vec();
        let page = page(&report);
        assert!(page.contains("tests=\"29\" failures=\"8\""), "{page}");
        assert!(
            page.contains("\"genloss.requirements\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\"")
        );
        assert!(page.contains("name=\"g&lt;2&gt; score\""), "{page}");
        assert!(page.contains("message=\"0.40 (0.30–0.45), required at least 0.50\""), "{page}");
    }
}
