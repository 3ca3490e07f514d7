//! Embedding space: whether meaning narrows while words stay varied.

use super::markup::{Cell, Html, wide_table};
use super::{Place, badge, charts, section};
use crate::render::escape::{MESSAGE, terminal};
use crate::render::words::notices;
use crate::render::{format, modes, story};
use crate::report::{Comparison, MetricReport, Report};
use crate::terms::Family;

/// Generations side by side: the latest of more.
const GENERATIONS: usize = 6;

/// Whether there is anything to show.
pub(super) fn is_there(report: &Report) -> bool {
    !metrics(report).is_empty() || Place::Embeddings.is_taken(report)
}

pub(super) fn put(h: &mut Html, report: &Report) {
    if !is_there(report) {
        return;
    }
    let metrics = metrics(report);
    section(h, "embeddings", "Embedding space", |h| {
        h.leaf("p", &[("class", "lead")], &lead(report));
        charts(h, report, Place::Embeddings);
        let all: Vec<&Comparison> = story::bases(report).collect();
        let shown = &all[all.len().saturating_sub(GENERATIONS)..];
        table(h, shown, &metrics);
        if shown.len() < all.len() {
            let note = format!("The latest {GENERATIONS} generations; “All numbers” below has the others.");
            h.leaf("p", &[("class", "key")], &note);
        }
        if let Some(worst) = story::worst(report) {
            census(h, worst);
        }
    });
}

/// What the points are.
fn lead(report: &Report) -> String {
    let input = &report.input;
    match (&input.embedding_model, &input.text_embedding) {
        (Some(model), _) => format!(
            "No embeddings were read; in their place every text, cut to equal length where lengths differ, has the mean of its \
             pieces' vectors from the static embedding model {}. Answers about the same things lie close together; order and \
             negation do not show. These figures advise and decide nothing: they see less than embeddings of a language model.",
            notices::embedding_model(model)
        ),
        (None, None) => "Every answer is a point; answers that mean much the same lie close together. Meaning can narrow while words \
                 stay varied, and the reverse."
            .to_owned(),
        (None, Some(what)) => format!(
            "No embeddings were read; in their place stands the {}: answers that share words and spellings lie close \
             together, whatever they mean. These figures are shown and decide nothing.",
            terminal(what, MESSAGE)
        ),
    }
}

/// The clusters whose share changed most, the largest loss first.
fn census(h: &mut Html, c: &Comparison) {
    if c.modes.is_empty() {
        return;
    }
    let (reference, current) = (story::name(&c.reference), story::name(&c.current));
    h.leaf("h3", &[], &format!("Clusters of meaning: {current} against {reference}"));
    h.leaf(
        "p",
        &[("class", "lead")],
        "Documents whose embeddings lie close together, named by the words that tell them from all others. Each interval holds for \
         all clusters at once, so one that excludes 0 has changed beyond chance.",
    );
    let heads = [
        "cluster",
        &reference,
        &current,
        "change of its share, in points",
        "what became of it",
        "an example",
    ];
    let rows = c.modes.iter().map(|mode| {
        vec![
            Cell::text(&modes::name(mode)),
            Cell::with(Some(mode.documents_before as f64), |h| h.text(&format::count(mode.documents_before))),
            Cell::with(Some(mode.documents_after as f64), |h| h.text(&format::count(mode.documents_after))),
            Cell::with(Some(mode.difference), |h| h.text(&modes::points(mode))),
            Cell::text(modes::change(mode.change)),
            // A key may break anywhere, as a text of one endless word must.
            Cell::with(None, |h| {
                h.leaf(
                    "span",
                    &[("class", "key")],
                    &terminal(mode.example.as_deref().unwrap_or("–"), MESSAGE),
                );
            }),
        ]
    });
    wide_table(h, "stack sortable small", &heads, rows);
}

/// The metrics of the family that any comparison with the base holds, in the order of the report.
fn metrics(report: &Report) -> Vec<&str> {
    let mut keys: Vec<&str> = Vec::new();
    for metric in story::bases(report).flat_map(|c| &c.metrics).filter(|m| m.family == Family::Embeddings) {
        if !keys.contains(&metric.metric.as_str()) {
            keys.push(&metric.metric);
        }
    }
    keys
}

/// One row a metric, one column a generation.
fn table(h: &mut Html, comparisons: &[&Comparison], metrics: &[&str]) {
    if metrics.is_empty() {
        return;
    }
    let names: Vec<String> = comparisons.iter().map(|c| story::name(&c.current)).collect();
    let heads: Vec<&str> = std::iter::once("metric").chain(names.iter().map(String::as_str)).collect();
    let rows = metrics.iter().map(|key| {
        let cell = |c: &&Comparison| number(c.metrics.iter().find(|m| m.metric == *key));
        std::iter::once(Cell::metric(key)).chain(comparisons.iter().map(cell)).collect::<Vec<_>>()
    });
    wide_table(h, "stack sortable small", &heads, rows);
}

/// The number, and its status where it has one.
fn number(metric: Option<&MetricReport>) -> Cell {
    let Some(m) = metric else { return Cell::text("–") };
    Cell::with(m.value, |h| {
        h.el("span", &[], |h| {
            if let Some(status) = m.status {
                badge::status(h, status);
            }
            h.text(&format::metric(m));
        });
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use crate::report::{EmbeddingModel, MODEL_EMBEDDING, ModeChange, TEXT_EMBEDDING};
    use crate::terms::Status;

    #[test]
    fn clusters_are_listed_with_what_became_of_them() {
        let mut report = testing::collapse();
        let mut metric = testing::retention("vendi-retention", 0.5, 0.4, 0.6, Status::Fail);
        metric.family = Family::Embeddings;
        let hostile = ["river", "<script>alert(1)</script>"];
        for c in &mut report.comparisons {
            c.metrics.push(metric.clone());
            c.modes = vec![testing::mode(&hostile, 40, 0, ModeChange::Vanished)];
        }
        let mut h = Html::default();
        put(&mut h, &report);
        let page = h.finish();
        assert!(
            page.contains("Clusters of meaning") && page.contains("river · ") && page.contains("vanished")
        );
        assert!(!page.contains("<script>"), "{page}");
    }

    #[test]
    fn every_metric_of_the_family_has_a_row_and_every_generation_a_column() {
        let mut report = testing::collapse();
        for c in &mut report.comparisons {
            c.metrics.retain(|m| m.family != Family::Embeddings);
            c.modes.clear();
        }
        report.figures.clear();
        let mut h = Html::default();
        put(&mut h, &report);
        assert_eq!(h.finish(), "", "nothing was measured");
        let mut metric = testing::retention("vendi-retention", 0.5, 0.4, 0.6, Status::Fail);
        metric.family = Family::Embeddings;
        testing::base(&mut report, "gen2").metrics.push(metric);
        let mut h = Html::default();
        put(&mut h, &report);
        let page = h.finish();
        assert!(page.contains("vendi-retention") && page.contains("0.50 (0.40–0.60)"), "{page}");
        assert!(page.contains("mean much the same") && !page.contains("No embeddings were read"), "{page}");
        assert!(!page.contains("Clusters of meaning"), "none were found");
        assert!(page.contains(">gen1</th>") && page.contains(">gen2</th>") && page.contains("–"), "{page}");
    }

    #[test]
    fn a_model_is_named_with_its_hash_and_decides_nothing() {
        let mut report = testing::collapse();
        report.input.text_embedding = Some(MODEL_EMBEDDING.to_owned());
        let (name, hash) = ("<b>potion".to_owned(), "0123456789abcdef".to_owned());
        report.input.embedding_model = Some(EmbeddingModel { name, dimension: 256, hash });
        let mut metric = testing::retention("vendi-retention", 0.5, 0.4, 0.6, Status::Fail);
        metric.family = Family::Embeddings;
        testing::base(&mut report, "gen2").metrics.push(metric);
        let mut h = Html::default();
        put(&mut h, &report);
        let page = h.finish();
        assert!(page.contains("hash 0123456789abcdef") && page.contains("256 coordinates"), "{page}");
        assert!(page.contains("decide nothing") && !page.contains("hashed n-grams"), "{page}");
        assert!(page.contains("potion") && !page.contains("<b>potion"), "{page}");
    }

    #[test]
    fn built_in_vectors_are_called_what_they_are() {
        let mut report = testing::collapse();
        report.input.text_embedding = Some(TEXT_EMBEDDING.to_owned());
        let mut metric = testing::retention("vendi-retention", 0.5, 0.4, 0.6, Status::Fail);
        metric.family = Family::Embeddings;
        testing::base(&mut report, "gen2").metrics.push(metric);
        let mut h = Html::default();
        put(&mut h, &report);
        let page = h.finish();
        assert!(page.contains("hashed n-grams), not semantic") && page.contains("decide nothing"), "{page}");
        assert!(!page.contains("mean much the same"), "{page}");
    }
}
