//! Fewer metrics of a report than it holds.

use crate::error::Error;
use crate::metric::{METRICS, ONE_WAY, OVER_GENERATIONS, UNMATCHED, WITHOUT_TRUNCATED, Wanted};
use crate::report::Report;

/// Leaves out of a report the metrics that these names and groups do not stand for; what decides stays.
///
/// # Errors
/// [`Error::BadSetting`] where a name is unknown, or asks for what the report was not made with.
pub fn select(report: &mut Report, names: &[String]) -> Result<(), Error> {
    let bad = |problem: String| Error::BadSetting { setting: "metrics".to_owned(), problem };
    let standardize = report.settings.standardize;
    let wanted = Wanted::of(names, standardize).map_err(|unknown| bad(unknown.to_string()))?;
    let made = report.settings.wanted().map_err(|unknown| bad(unknown.to_string()))?;
    if let Some(missing) = wanted.iter().find(|metric| !made.has(metric.name)) {
        return Err(bad(format!(
            "the report was made with `--metrics {}`, without {}; run `genloss compare` again with --metrics {}",
            report.settings.metrics.join(","),
            missing.name,
            names.join(",")
        )));
    }
    let is_wanted = |key: &str| {
        METRICS.iter().all(|m| !is_row_of(key, m.name)) || wanted.iter().any(|m| is_row_of(key, m.name))
    };
    for comparison in &mut report.comparisons {
        comparison.metrics.retain(|m| is_wanted(&m.metric));
    }
    report.levels.retain(|level| is_wanted(&level.metric));
    report.trends.retain(|trend| is_wanted(&trend.metric));
    report.settings.metrics = names.to_vec();
    Ok(())
}

/// Whether a key is that of a metric, or of a figure shown beside it.
fn is_row_of(key: &str, metric: &str) -> bool {
    let ends = ["", UNMATCHED, ONE_WAY, WITHOUT_TRUNCATED, OVER_GENERATIONS];
    key.strip_prefix(metric).is_some_and(|end| ends.contains(&end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use crate::terms::Status;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|&name| name.to_owned()).collect()
    }

    fn made_with(list: &[&str]) -> Report {
        let mut report = testing::collapse();
        report.settings.metrics = names(list);
        let own = ["mauve", "mattr-retention", "mattr-retention-unmatched"];
        let shown = own.map(|name| testing::retention(name, 1.0, 0.9, 1.1, Status::Pass));
        report.comparisons[0].metrics.extend(shown);
        report
    }

    #[test]
    fn what_was_not_asked_for_is_left_out_with_the_figures_beside_it() {
        let mut report = made_with(&["all"]);
        let has =
            |report: &Report, name: &str| report.comparisons[0].metrics.iter().any(|m| m.metric == name);
        let judged = report.comparisons[0].symptoms.iter().flat_map(|s| s.evidence.clone()).next().unwrap();
        select(&mut report, &names(&["mauve"])).unwrap();
        assert!(has(&report, "mauve") && has(&report, &judged));
        assert!(!has(&report, "mattr-retention") && !has(&report, "mattr-retention-unmatched"));
        assert_eq!(report.settings.metrics, ["mauve"]);
    }

    #[test]
    fn what_was_not_made_cannot_be_drawn() {
        let problem =
            |list: &[&str]| select(&mut made_with(&["core"]), &names(list)).unwrap_err().to_string();
        let said = problem(&["mauve"]);
        assert!(said.contains("made with `--metrics core`, without mauve; run"), "{said}");
        assert!(problem(&["mauv"]).contains("did you mean `mauve`?"));
    }
}
