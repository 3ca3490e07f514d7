//! Trends over three or more generations: how fast, and when the margin is crossed.

use super::markup::{Cell, Html, table};
use super::{Place, charts, section};
use crate::render::{format, story};
use crate::report::{Report, Trend};

/// Whether there is anything to show.
pub(super) fn is_there(report: &Report) -> bool {
    !report.trends.is_empty() || Place::Trends.is_taken(report)
}

pub(super) fn put(h: &mut Html, report: &Report) {
    if !is_there(report) {
        return;
    }
    section(h, "trends", "Trends", |h| {
        h.leaf("p", &[("class", "lead")], &lead(report));
        charts(h, report, Place::Trends);
        if !report.trends.is_empty() {
            let heads = [
                "metric",
                "change each generation (95% interval)",
                "p (Mann–Kendall)",
                "until the fail line",
            ];
            // What decides comes first; the others are many.
            let (judged, shown) = story::trends(report);
            let n = format::plural(shown.len() as u64, "exploratory metric", "exploratory metrics");
            table(h, "stack sortable", heads, judged.into_iter().map(|t| row(report, t)));
            if !shown.is_empty() {
                h.el("details", &[], |h| {
                    h.leaf("summary", &[], &n);
                    table(h, "stack sortable", heads, shown.into_iter().map(|t| row(report, t)));
                });
            }
        }
    });
}

/// What so few generations can show.
fn lead(report: &Report) -> String {
    let n = report.generations.len();
    let least = report.trends.iter().find_map(|t| t.p_min_attainable);
    let least = least.map_or(String::new(), |p| {
        format!(" With {n} generations no trend can show a smaller p than {}.", format::two(p))
    });
    format!(
        "Theil–Sen slopes over {n} generations, as if the latest steps went on.{least} The interval of a slope rests on \
         documents, its p only on the order of the generations, so a narrow interval can stand beside a large p. Trends decide \
         no status."
    )
}

fn row(report: &Report, trend: &Trend) -> [Cell; 4] {
    let has_margin = story::has_margin(report, &trend.metric);
    [
        Cell::metric(&trend.metric),
        Cell::with(trend.slope_per_generation, |h| h.text(&format::slope(trend))),
        Cell::with(trend.p_value, |h| h.text(&trend.p_value.map_or("–".to_owned(), format::p_value))),
        Cell::with(trend.generations_to_margin, |h| h.text(&format::until_margin(trend, has_margin))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    #[test]
    fn slopes_say_how_fast_and_until_when() {
        let mut report = testing::collapse();
        (report.trends, report.figures) = (Vec::new(), Vec::new());
        let mut h = Html::default();
        put(&mut h, &report);
        assert_eq!(h.finish(), "");
        report.trends = vec![testing::trend("pooled-tail-retention", -0.105)];
        let mut h = Html::default();
        put(&mut h, &report);
        let page = h.finish();
        assert!(page.contains("no trend can show a smaller p than 0.33"), "{page}");
        assert!(page.contains("-10% (-12% to -8%)") && page.contains("p = 0.33"), "{page}");
        assert!(page.contains("2.0 generations (1.5–4.0)"), "{page}");
    }
}
