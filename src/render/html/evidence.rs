//! What shows a symptom in the texts: each with its documents before and after, an example, and how much of it chance alone would show.

use super::markup::Html;
use super::words::example;
use crate::render::escape::{MESSAGE, terminal};
use crate::render::format::{self, count};
use crate::render::{certainty, modes, plain, story};
use crate::report::{Comparison, Sighting};
use crate::terms::Symptom;

/// Entries of a list.
const SHOWN: usize = 6;

/// The evidence of a symptom; nothing where the texts show none.
pub(super) fn put(h: &mut Html, c: &Comparison, symptom: Symptom) {
    match symptom {
        Symptom::TailLoss | Symptom::VocabularyLoss => lost(h, c),
        Symptom::EmbeddingTailLoss | Symptom::SpreadLoss => clusters(h, c),
        Symptom::TemplateOveruse => openings(h, c),
        Symptom::Repetition => {
            copies(h, c);
            loops(h, c);
        }
        Symptom::PerPromptNarrowing
        | Symptom::LengthCollapse
        | Symptom::EmptyAnswers
        | Symptom::PromptMismatch
        | Symptom::QualityLoss => {}
    }
}

fn lost(h: &mut Html, c: &Comparison) {
    h.leaf("h3", &[], "Words and phrases that vanished");
    let words: Vec<_> = story::lost(c).take(SHOWN).collect();
    let of = certainty::documents_counted(c);
    for w in &words {
        example(h, c, of, &(&w.text, w.documents_before, w.documents_after, w.example.as_deref()));
    }
    h.el("p", &[("class", "key")], |h| {
        h.text(&story::lost_by_chance(c));
        h.text(" ");
        if !words.is_empty() {
            h.leaf("a", &[("href", "#words")], "All of them.");
        }
    });
}

fn clusters(h: &mut Html, c: &Comparison) {
    let lines: Vec<String> = modes::lost_lines(c).take(SHOWN).collect();
    h.leaf("h3", &[], "Clusters of meaning that shrank beyond chance");
    match lines.is_empty() {
        true => h.leaf("p", &[("class", "key")], "None did."),
        false => h.el("p", &[], |h| {
            h.text(&format!("{}. ", lines.join("; ")));
            h.leaf("a", &[("href", "#embeddings")], "With examples.");
        }),
    }
}

fn openings(h: &mut Html, c: &Comparison) {
    let found = &c.evidence.openings;
    h.leaf("h3", &[], "Openings overused");
    for s in found.iter().take(SHOWN) {
        example(h, c, None, &(&s.text, s.documents_before, s.documents_after, s.example.as_deref()));
    }
    h.leaf("p", &[("class", "key")], &by_chance(found, "opening", "openings"));
}

fn copies(h: &mut Html, c: &Comparison) {
    let found = &c.evidence.duplicates;
    h.leaf("h3", &[], "Texts that come again");
    for s in found.iter().take(SHOWN) {
        h.leaf("p", &[], &format!("{} → {} documents", count(s.documents_before), count(s.documents_after)));
        h.leaf("blockquote", &[("dir", "auto")], &terminal(&s.text, MESSAGE));
    }
    h.leaf("p", &[("class", "key")], &by_chance(found, "text", "texts"));
}

/// What chance alone would show of a list.
fn by_chance(found: &[Sighting], one: &str, many: &str) -> String {
    let most = found.iter().map(|s| s.expected).fold(0.0, f64::max);
    match found.len() as u64 {
        0 => format!("No {one} comes more often than chance alone would have it."),
        n => format!(
            "{} beyond chance; dealt out anew, the documents would show {} such.",
            format::plural(n, one, many),
            format::expected(most)
        ),
    }
}

fn loops(h: &mut Html, c: &Comparison) {
    let loops = &c.evidence.loops;
    if loops.documents_before + loops.documents_after == 0 {
        return;
    }
    h.leaf("h3", &[], "Texts that go round in circles");
    let said = format!(
        "{} of {}, {} of {}",
        format::plural(loops.documents_before, "document", "documents"),
        story::name(&c.reference),
        count(loops.documents_after),
        story::name(&c.current)
    );
    h.leaf("p", &[], &plain::sentence(&said));
    for end in &loops.examples {
        h.leaf("blockquote", &[("dir", "auto")], &terminal(end, MESSAGE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use crate::report::Loops;

    fn page(c: &Comparison, symptom: Symptom) -> String {
        let mut h = Html::default();
        put(&mut h, c, symptom);
        h.finish()
    }

    #[test]
    fn each_symptom_shows_what_it_rests_on_and_what_chance_would() {
        let mut report = testing::collapse();
        let c = testing::base(&mut report, "gen2");
        c.evidence.openings = vec![Sighting {
            text: "sure here is".to_owned(),
            documents_before: 2,
            documents_after: 23,
            expected: 0.004,
            example: Some("Sure! Here is <b>one".to_owned()),
        }];
        c.evidence.loops =
            Loops { documents_before: 1, documents_after: 9, examples: vec!["<i>again".to_owned()] };
        let openings = page(c, Symptom::TemplateOveruse);
        assert!(openings.contains("<mark>Sure! Here is</mark> &lt;b&gt;one"), "{openings}");
        assert!(
            openings.contains(
                "1 opening beyond chance; dealt out anew, the documents would show &lt; 0.01 such."
            )
        );
        let repeats = page(c, Symptom::Repetition);
        assert!(
            repeats.contains("1 document of gen0, 9 of gen2.") && repeats.contains("&lt;i&gt;again"),
            "{repeats}"
        );
        assert!(repeats.contains("No text comes more often"), "{repeats}");
        c.lost.iter_mut().for_each(|w| w.beyond_chance = false);
        assert!(page(c, Symptom::TailLoss).contains("Nothing vanished that chance alone does not explain."));
        assert_eq!(page(c, Symptom::QualityLoss), "");
    }
}
