//! What the mix is made of, by source: what was declared, and what was not.

use super::config::AuditConfig;
use super::gather::Gathered;
use super::repeats;
use super::result::{Check, Fact, Origin, SourceShare};
use super::share::{Estimated, Refused};
use crate::config::Source;
use crate::terms::Status;

/// Share of rows of unknown source from which the check warns.
const UNKNOWN: f64 = 0.01;

/// The sources, the largest first.
pub(super) fn sources(gathered: &Gathered, asked: &AuditConfig) -> Vec<SourceShare> {
    let mix = &gathered.mix;
    let (n_rows, n_words) = (mix.texts.len() as f64, mix.texts.n_words() as f64);
    let copies = repeats::firsts(&mix.texts);
    let mut sources: Vec<SourceShare> =
        gathered.labels.iter().map(|label| without_rows(label.as_deref(), asked)).collect();
    for (row, &at) in mix.sources.iter().enumerate() {
        let source = &mut sources[at];
        source.rows += 1;
        source.words += mix.texts.words(row).len() as u64;
        source.copies += u64::from(copies[row] != row);
    }
    for source in &mut sources {
        source.row_share = source.rows as f64 / n_rows;
        source.word_share = (n_words > 0.0).then(|| source.words as f64 / n_words);
    }
    sources.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.name.cmp(&b.name)));
    sources
}

fn without_rows(name: Option<&str>, asked: &AuditConfig) -> SourceShare {
    let origin = name.map_or(Origin::Unknown, |name| origin(name, asked));
    SourceShare {
        name: name.map(str::to_owned),
        origin,
        rows: 0,
        row_share: 0.0,
        words: 0,
        word_share: None,
        copies: 0,
    }
}

/// What rows of this source are: what has the name of a corpus is what that corpus is; `real` and `synthetic` say it themselves.
pub(super) fn origin(name: &str, asked: &AuditConfig) -> Origin {
    let is_named =
        |given: &Option<String>| given.as_deref().is_some_and(|given| given.eq_ignore_ascii_case(name));
    if asked.synthetic.iter().any(|source| is_named(&source.name)) {
        return Origin::Synthetic;
    }
    if asked.real.as_ref().is_some_and(|source| is_named(&source.name)) {
        return Origin::Real;
    }
    match name.to_ascii_lowercase().as_str() {
        "real" => Origin::Real,
        "synthetic" => Origin::Synthetic,
        _ => Origin::Unknown,
    }
}

/// Share of the rows of this origin.
pub(super) fn share_of(sources: &[SourceShare], origin: Origin) -> f64 {
    // A sum of nothing is -0.
    sources.iter().filter(|source| source.origin == origin).map(|source| source.row_share).sum::<f64>() + 0.0
}

/// Whether it is known of every row where it comes from.
pub(super) fn check(gathered: &Gathered, sources: &[SourceShare], is_declared: bool) -> Check {
    if !is_declared {
        let reason = "no column says where rows come from; name it with --source-column";
        return Check::new("composition", Status::NotRun, reason.to_owned());
    }
    let shares = [Origin::Real, Origin::Synthetic, Origin::Unknown].map(|origin| share_of(sources, origin));
    let (status, reason) = match shares[2] {
        unknown if unknown >= UNKNOWN => (
            Status::Warn,
            "of some rows it is not known whether they are real or synthetic; name their sources with --real NAME=PATH and --synthetic NAME",
        ),
        _ => (Status::Pass, "it is known of the rows whether they are real or synthetic"),
    };
    let facts = vec![
        Fact::share("real rows", shares[0]),
        Fact::share("synthetic rows", shares[1]),
        Fact::share("rows of unknown origin", shares[2]),
        Fact::count("sources", gathered.labels.len() as u64),
    ];
    Check::new("composition", status, reason.to_owned()).with(facts)
}

/// The estimate of the synthetic share, beside what is declared.
pub(super) fn estimated(
    sources: &[SourceShare],
    estimated: Result<Estimated, Refused>,
    asked: &AuditConfig,
) -> Check {
    let has_corpus = |source: &SourceShare| {
        let name = source.name.as_deref().unwrap_or_default();
        let is_it =
            |given: &&Source| given.name.as_deref().is_some_and(|given| given.eq_ignore_ascii_case(name));
        asked.synthetic.iter().find(is_it).is_some_and(|given| !given.paths.is_empty())
    };
    let is_unlearned = |source: &&SourceShare| source.origin == Origin::Synthetic && !has_corpus(source);
    let unlearned: Vec<&SourceShare> = sources.iter().filter(is_unlearned).collect();
    let found = match estimated {
        Ok(found) => found,
        Err(refused) => return Check::new("synthetic-share", Status::NotRun, refused.words().to_owned()),
    };
    let declared = share_of(sources, Origin::Synthetic);
    let unknown = share_of(sources, Origin::Unknown);
    let is_declared = declared > 0.0 || unknown < UNKNOWN;
    // A source without a corpus may read as either.
    let learned = declared - unlearned.iter().map(|source| source.row_share).sum::<f64>();
    let (status, reason) = match found.interval {
        None => (Status::Inconclusive, "too few documents for an interval"),
        Some((low, _)) if is_declared && low > declared + unknown => {
            (Status::Warn, "more of the mix reads as synthetic than is declared")
        }
        Some((_, high)) if is_declared && high < learned => {
            (Status::Warn, "less of the mix reads as synthetic than is declared")
        }
        Some(_) if is_declared => (Status::Pass, "what is declared lies within what the words say"),
        Some((low, _)) if low > 0.0 => {
            (Status::Warn, "some of the mix reads as synthetic, and nobody declares it")
        }
        Some(_) => (Status::Pass, "no synthetic row is shown"),
    };
    let (low, high) = found.interval.unzip();
    let mut facts = vec![Fact::share("rows that read as synthetic", found.share).within(low, high)];
    if is_declared {
        facts.push(Fact::share("rows declared synthetic", declared));
    }
    facts.push(Fact::share("how far real and synthetic documents are apart", found.apart));
    if learned < declared {
        facts.push(Fact::share("of which a corpus was given", learned));
    }
    Check::new("synthetic-share", status, reason.to_owned()).with(facts)
}
