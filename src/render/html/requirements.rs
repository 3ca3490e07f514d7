//! The team's own requirements: scores that a generation must reach, beside the diversity they cost.

use super::markup::{Cell, Html, table};
use super::{badge, section};
use crate::render::{format, story};
use crate::report::{Report, Requirement};

pub(super) fn put(h: &mut Html, report: &Report) {
    if report.requirements.is_empty() {
        return;
    }
    section(h, "requirements", "Your own requirements", |h| {
        let heads = ["generation", "column", "required", "mean (95% interval)", "status"];
        table(h, "stack sortable", heads, report.requirements.iter().map(row));
    });
}

fn row(r: &Requirement) -> [Cell; 5] {
    [
        Cell::text(&story::name(&r.generation)),
        Cell::text(&story::subject(r)),
        Cell::with(Some(r.min), |h| h.text(&format::required(r))),
        Cell::with(r.value, |h| h.text(&format::reached(r))),
        Cell::with(Some(f64::from(r.status.severity())), |h| badge::status(h, r.status)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use crate::terms::{Direction, Status};

    #[test]
    fn each_requirement_says_what_was_asked_and_what_was_reached() {
        let mut report = testing::collapse();
        report.requirements = vec![
            testing::requirement("gen1", 0.5, [0.61, 0.58, 0.64], Status::Pass),
            testing::requirement("gen2", 0.5, [0.41, 0.38, 0.44], Status::Fail),
        ];
        report.requirements[0].direction = Direction::Lower;
        report.requirements[0].slice = Some("<code>".to_owned());
        let mut h = Html::default();
        put(&mut h, &report);
        let page = h.finish();
        for said in ["score in &lt;code&gt;", "at most 0.50", "at least 0.50", "0.41 (0.38–0.44)", "fail"] {
            assert!(page.contains(said), "{said} is missing in {page}");
        }
        assert_eq!(story::requirements(&report, 80).unwrap(), "1 of 2 missed: gen2 score");
        report.requirements.pop();
        assert_eq!(story::requirements(&report, 80).unwrap(), "1 of 1 met");
    }
}
