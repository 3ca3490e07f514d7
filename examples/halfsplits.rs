//! wip
use genloss::config::{Config, Source};
use genloss::profile::{Profile, SampleRow, Tokenizer};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let trials: u64 = args[2].parse().unwrap();
    let config = Config {
        generations: vec![
            Source { name: Some("a".into()), paths: vec![args[1].clone().into()] },
            Source { name: Some("b".into()), paths: vec![args[1].clone().into()] },
        ],
        ..Config::default()
    };
    let plan = genloss::read::plan(&config).unwrap();
    let (profiles, tok) = genloss::profile::generations(&plan, false).unwrap();
    let rows: Vec<SampleRow> = profiles[0].sample.rows().to_vec();
    let _ = (tok, Tokenizer::default());
    use std::collections::BTreeMap;
    let mut stats: BTreeMap<String, (u32, u32, f64, f64, f64, u32)> = BTreeMap::new();
    for trial in 0..trials {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let mut s = trial.wrapping_mul(7919) + 12345;
        let mut next = || {
            s = s.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = s;
            z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ z >> 31
        };
        for i in 0..order.len() - 1 {
            let j = i + (next() % (order.len() - i) as u64) as usize;
            order.swap(i, j);
        }
        let h = rows.len() / 2;
        let a = Profile::of_rows(tok, order[..h].iter().map(|&i| &rows[i]));
        let b = Profile::of_rows(tok, order[h..2 * h].iter().map(|&i| &rows[i]));
        for r in genloss::compare::estimates(&a, &b, tok, trial) {
            let e = stats.entry(r.name.clone()).or_default();
            match &r.outcome {
                Ok(o) => {
                    e.0 += 1;
                    let zero = if matches!(
                        r.metric.kind,
                        genloss::terms::Kind::Retention | genloss::terms::Kind::Ratio
                    ) {
                        1.0
                    } else {
                        0.0
                    };
                    if o.estimate.low <= zero && zero <= o.estimate.high {
                        e.1 += 1;
                    }
                    let v = if zero == 1.0 { o.estimate.value.ln() } else { o.estimate.value };
                    e.2 += v;
                    e.3 += v * v;
                    e.4 += o.estimate.se.unwrap_or(0.0);
                    if o.estimate.p < 0.05 {
                        e.5 += 1;
                    }
                }
                Err(u) => {
                    let _ = u;
                }
            }
        }
    }
    for (k, (n, c, s, q, se, p)) in stats {
        let n_ = n as f64;
        println!(
            "{k:45} n={n} cover={:.3} mean={:+.4} sd={:.4} meanse={:.4} p<.05={:.3}",
            c as f64 / n_,
            s / n_,
            (q / n_ - (s / n_).powi(2)).sqrt(),
            se / n_,
            p as f64 / n_
        );
    }
}
