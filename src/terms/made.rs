//! How a number was made: on what, and with which precautions.

use serde::{Deserialize, Serialize};

worded! {
    /// What a number is evaluated on. The kebab-case name is the code in `report.json`.
    BasisKind {
        AllDocuments: "all documents",
        WholeDocuments: "all documents, whole",
        RarefiedDocuments: "all documents, rarefied to equal documents",
        PooledWords: "all documents, words sorted by all other blocks of both",
        EqualCoverage: "all documents, at equal coverage",
        EqualDocuments: "sample at equal documents",
        EqualLength: "sample at equal documents, each cut to equal length",
        EqualAnswers: "sample with as many answers to a prompt of either side",
        WithoutTruncated: "sample without truncated documents",
        SampledDocuments: "sampled documents, as many of either side",
        SampledVectors: "sampled vectors, as many of either side",
        AllVectors: "all vectors of either side",
        SampledValues: "sampled values",
        AllRows: "all rows, with and without an answer",
        Line: "end of the straight line through all generations, each against the first",
    }
}

worded! {
    /// A precaution that was taken. The kebab-case name is the code in `report.json`.
    Precaution {
        BuiltInVectors: "built-in text embedding (hashed n-grams), not semantic",
        ModelVectors: "static embedding model (mean of its pieces' vectors), advises only",
        WithoutFarthest: "without its farthest tenth, since one vector holds over 5% of the variance",
        FewerDirections: "in the directions of 1,024 vectors, since they have more coordinates",
        BothWays: "both ways, since embeddings moved",
        UncutForLoops: "uncut, since more documents loop, which cutting to equal length would hide",
        UncutForSameness: "uncut, since cut to equal length both sides say the same",
    }
}

/// How a number was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// On what.
    pub basis: BasisKind,
    /// With which precautions.
    pub precautions: Vec<Precaution>,
    /// Generations that a line goes through.
    pub line_through: Option<usize>,
}

impl From<BasisKind> for Made {
    fn from(basis: BasisKind) -> Self {
        Self { basis, precautions: Vec::new(), line_through: None }
    }
}

impl Made {
    /// The same with a further precaution.
    pub fn with(mut self, precaution: Precaution) -> Self {
        self.precautions.push(precaution);
        self
    }

    /// Its steps in words, the interval's among them.
    pub fn steps(&self, interval: &str) -> Vec<String> {
        let told = |which: &[Precaution]| -> Vec<String> {
            let own = self.precautions.iter().filter(|precaution| which.contains(precaution));
            own.map(|precaution| precaution.words().to_owned()).collect()
        };
        let basis = match self.line_through {
            Some(n) => format!("end of the straight line through {n} generations, each against the first"),
            None => self.basis.words().to_owned(),
        };
        let basis = [vec![basis], told(&[Precaution::WithoutFarthest])].concat().join(" ");
        let mut steps = told(&[Precaution::BuiltInVectors, Precaution::ModelVectors]);
        steps.push(basis);
        steps.extend(told(&[Precaution::FewerDirections, Precaution::BothWays]));
        steps.push(interval.to_owned());
        steps.extend(told(&[Precaution::UncutForLoops, Precaution::UncutForSameness]));
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stand_in_one_order() {
        use Precaution::{BothWays, BuiltInVectors, UncutForLoops, WithoutFarthest};
        let made =
            Made::from(BasisKind::SampledVectors).with(UncutForLoops).with(BothWays).with(BuiltInVectors);
        let said = made.steps("32-block jackknife").join("; ");
        let expected =
            [BuiltInVectors.words(), BasisKind::SampledVectors.words(), BothWays.words()].join("; ");
        assert_eq!(said, format!("{expected}; 32-block jackknife; {}", UncutForLoops.words()));
        let trimmed = Made::from(BasisKind::AllVectors).with(WithoutFarthest);
        assert!(
            trimmed.steps("none")[0].starts_with("all vectors of either side without its farthest tenth")
        );
        let line = Made { line_through: Some(5), ..BasisKind::Line.into() };
        assert!(line.steps("none")[0].contains("through 5 generations"));
    }
}
