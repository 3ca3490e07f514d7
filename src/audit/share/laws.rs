//! The laws of evidence: in how many real, synthetic and mixed documents it lies in which range; and the mixture that they make.

use crate::hash::BLOCKS;

/// Ranges of evidence, at most.
const MOST_RANGES: usize = 24;
/// Documents of the smaller corpus to a range.
const A_RANGE: usize = 16;
/// Halvings of the range in which the share lies.
const HALVINGS: usize = 60;

/// Documents by block and range, of real, synthetic and mixed ones.
pub(super) struct Laws {
    counts: [Vec<Vec<f64>>; 3],
    ranges: usize,
}

impl Laws {
    pub(super) fn of(evidence: [Vec<(u8, f64)>; 3]) -> Self {
        let ends = ends(&evidence[0], &evidence[1]);
        let ranges = ends.len() + 1;
        let counts = evidence.map(|documents| {
            let mut counts = vec![vec![0.0; ranges]; BLOCKS];
            for (block, value) in documents {
                counts[usize::from(block)][ends.partition_point(|end| *end < value)] += 1.0;
            }
            counts
        });
        Self { counts, ranges }
    }

    /// Counts by range, a block left out.
    fn counts(&self, corpus: usize, without: Option<usize>) -> Vec<f64> {
        let mut all = vec![0.0; self.ranges];
        for (_, counts) in self.counts[corpus].iter().enumerate().filter(|(block, _)| Some(*block) != without)
        {
            all.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
        }
        all
    }

    /// The share of each range, none of it empty.
    fn law(&self, corpus: usize, without: Option<usize>) -> Vec<f64> {
        let counts = self.counts(corpus, without);
        let n = counts.iter().sum::<f64>() + 0.5 * self.ranges as f64;
        counts.iter().map(|count| (count + 0.5) / n).collect()
    }

    /// Largest distance of the cumulative laws of real and synthetic documents.
    pub(super) fn apart(&self) -> f64 {
        let [real, synthetic] = [0, 1].map(|corpus| self.law(corpus, None));
        let (mut distance, mut most) = (0.0_f64, 0.0_f64);
        for (f, g) in real.iter().zip(&synthetic) {
            distance += f - g;
            most = most.max(distance.abs());
        }
        most
    }

    /// The likeliest share of synthetic documents. It may lie a little outside of 0 to 1, as far as no range becomes less than empty: a limit there
    /// would hide from an interval how much it varies.
    pub(super) fn share(&self, without: Option<usize>) -> Option<f64> {
        let [real, synthetic] = [0, 1].map(|corpus| self.law(corpus, without));
        let mix = self.counts(2, without);
        if mix.iter().sum::<f64>() == 0.0 {
            return None;
        }
        let laws = || real.iter().zip(&synthetic);
        let low = laws().filter(|(f, g)| g > f).map(|(f, g)| -f / (g - f)).fold(-0.5, f64::max);
        let high = laws().filter(|(f, g)| f > g).map(|(f, g)| f / (f - g)).fold(1.5, f64::min);
        let slope = |share: f64| -> f64 {
            let term = |(n, (f, g)): (&f64, (&f64, &f64))| n * (g - f) / (f + share * (g - f));
            mix.iter().zip(laws()).map(term).sum()
        };
        // The likelihood is concave: its slope falls from the one end to the other.
        let (mut low, mut high) = (low, high);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if slope(middle) > 0.0 { low = middle } else { high = middle }
        }
        Some(f64::midpoint(low, high))
    }
}

/// Ends of ranges that hold about as many real and synthetic documents each.
fn ends(real: &[(u8, f64)], synthetic: &[(u8, f64)]) -> Vec<f64> {
    let ranges = (real.len().min(synthetic.len()) / A_RANGE).clamp(2, MOST_RANGES);
    // Each corpus weighs the same, however large it is.
    let step = |documents: &[(u8, f64)]| -> Vec<f64> {
        let mut values: Vec<f64> = documents.iter().map(|(_, value)| *value).collect();
        values.sort_by(f64::total_cmp);
        let of = |at: usize| values[(at * values.len() / ranges).min(values.len() - 1)];
        (1..ranges).map(of).collect()
    };
    let mut all = [step(real), step(synthetic)].concat();
    all.sort_by(f64::total_cmp);
    let mut ends: Vec<f64> = all.into_iter().skip(1).step_by(2).collect();
    ends.dedup();
    ends
}
