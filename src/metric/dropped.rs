//! Metrics of earlier versions that told a reader nothing beside another one, and which one to read instead.

/// Names that are gone, each with the metric that says the same.
const DROPPED: [(&str, &str); 29] = [
    ("entropy-miller-madow-difference", "entropy-difference"),
    ("entropy-grassberger-difference", "entropy-difference"),
    ("entropy-chao-wang-jost-difference", "entropy-difference"),
    ("entropy-james-stein-difference", "entropy-difference"),
    ("conditional-entropy-2-difference", "conditional-entropy-1-difference"),
    ("unseen-mass-ratio", "coverage-difference"),
    ("ace-retention", "chao1-retention"),
    ("types-extrapolated-retention", "chao1-retention"),
    ("hill-infinity-retention", "dominance-retention"),
    ("yule-k-ratio", "dominance-retention"),
    ("tail-index-difference", "power-law-alpha-difference"),
    ("expectation-adjusted-distinct-retention", "distinct-1-retention"),
    ("distinct-1-per-document-retention", "distinct-2-per-document-retention"),
    ("distinct-3-per-document-retention", "distinct-2-per-document-retention"),
    ("distinct-4-per-document-retention", "distinct-2-per-document-retention"),
    ("hd-d-retention", "mattr-retention"),
    ("mtld-retention", "mattr-retention"),
    ("self-repetition-difference", "distinct-4-retention"),
    ("punctuation-entropy-difference", "sentence-length-entropy-difference"),
    ("participation-ratio-retention", "effective-rank-retention"),
    ("embedding-precision-retention", "embedding-novel-ratio"),
    ("embedding-recall-retention", "embedding-coverage-retention"),
    ("sliced-wasserstein", "energy-distance"),
    ("length-ks", "length-wasserstein"),
    ("numeric-anderson-darling", "numeric-kolmogorov-smirnov"),
    ("numeric-brown-forsythe", "numeric-variance-ratio"),
    ("total-variation", "jensen-shannon-distance"),
    ("hellinger", "jensen-shannon-distance"),
    ("population-stability-index", "jensen-shannon-distance"),
];

/// The metric to read instead of one that was dropped; `None` where no version had one of this name.
pub fn instead_of(name: &str) -> Option<&'static str> {
    DROPPED.iter().find(|(dropped, _)| *dropped == name).map(|(_, instead)| *instead)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::find;

    #[test]
    fn what_is_dropped_is_gone_and_what_replaces_it_is_there() {
        for (dropped, instead) in DROPPED {
            assert!(find(dropped).is_none(), "{dropped} is a metric again");
            assert!(find(instead).is_some(), "{dropped} points to {instead}, which is none");
        }
        assert_eq!(instead_of("mtld-retention"), Some("mattr-retention"));
        assert_eq!(instead_of("no-such-metric"), None);
    }
}
