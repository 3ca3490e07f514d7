//! Whether a requirement is met.

use crate::compare::RequiredMean;
use crate::terms::{Direction, Status, Undefined};

/// The first row that holds decides.
///
/// | condition | status |
/// |---|---|
/// | numbers too large to be added | `inconclusive` |
/// | no number at all | `not-run` |
/// | no interval (too few rows, or none that varies) | `inconclusive` |
/// | the whole interval is on the good side of `min`, or on it | `pass` |
/// | the whole interval is on the bad side | `fail` |
/// | the interval holds `min` | `inconclusive` |
pub fn requirement_status(required: &RequiredMean<'_>) -> Status {
    let min = required.rule.min;
    match (&required.estimate, required.rule.direction) {
        (Err(Undefined::OutOfRange), _) => Status::Inconclusive,
        (Err(_), _) if required.mean.is_none() => Status::NotRun,
        (Err(_), _) => Status::Inconclusive,
        (Ok(e), Direction::Higher) if e.low >= min => Status::Pass,
        (Ok(e), Direction::Higher) if e.high < min => Status::Fail,
        (Ok(e), Direction::Lower) if e.high <= min => Status::Pass,
        (Ok(e), Direction::Lower) if e.low > min => Status::Fail,
        (Ok(_), _) => Status::Inconclusive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RequirementRule;
    use crate::terms::{Estimate, Undefined};

    fn status(
        direction: Direction,
        min: f64,
        found: Result<(f64, f64), Undefined>,
        mean: Option<f64>,
    ) -> Status {
        let rule = RequirementRule { column: "x".to_owned(), slice: None, min, direction };
        let estimate = found.map(|(low, high)| Estimate {
            value: 0.5,
            low,
            high,
            at_least: None,
            se: Some(0.1),
            p: 0.5,
            blocks: 32,
            method: crate::terms::Method::Jackknife,
        });
        requirement_status(&RequiredMean { generation: 1, rule: &rule, mean, estimate })
    }

    #[test]
    fn the_whole_interval_must_be_on_the_good_side() {
        use Direction::{Higher, Lower};
        for (direction, min, low, high, expected) in [
            (Higher, 0.4, 0.4, 0.6, Status::Pass),
            (Higher, 0.41, 0.4, 0.6, Status::Inconclusive),
            (Higher, 0.6, 0.4, 0.6, Status::Inconclusive),
            (Higher, 0.61, 0.4, 0.6, Status::Fail),
            (Lower, 0.6, 0.4, 0.6, Status::Pass),
            (Lower, 0.5, 0.4, 0.6, Status::Inconclusive),
            (Lower, 0.39, 0.4, 0.6, Status::Fail),
        ] {
            assert_eq!(status(direction, min, Ok((low, high)), Some(0.5)), expected, "{direction:?} {min}");
        }
    }

    #[test]
    fn what_has_no_interval_never_passes() {
        let few = Err(Undefined::TooFewDocuments);
        assert_eq!(status(Direction::Higher, 0.1, few, Some(0.9)), Status::Inconclusive);
        assert_eq!(status(Direction::Higher, 0.1, Err(Undefined::TooFewNumbers), None), Status::NotRun);
    }
}
