//! Ten words that every page uses, and what they mean there: the same in `genloss explain`, on the page and in the README.

/// A word of the pages.
#[derive(Debug)]
pub(in crate::render) struct Term {
    /// The word.
    pub(in crate::render) name: &'static str,
    /// The term of the field, or another word for the same; empty = there is none.
    pub(in crate::render) also: &'static str,
    /// What it means.
    pub(in crate::render) means: &'static str,
}

/// The words, in the order in which a reader meets them.
pub(in crate::render) const TERMS: [Term; 10] = [
    Term {
        name: "generation",
        also: "corpus",
        means: "all outputs of one model, or real texts; the first one named is the reference of all others",
    },
    Term {
        name: "kept",
        also: "retention",
        means: "the value of this generation over that of the reference, at equal size: 1 = everything was kept, 0.8 = a fifth was lost",
    },
    Term {
        name: "interval",
        also: "confidence interval",
        means: "holds the true value in 95 of 100 such samples; a wide one means too few documents",
    },
    Term {
        name: "margin",
        also: "margin of equivalence",
        means: "how much may be lost before it counts; a pass excludes a larger loss, a fail shows one",
    },
    Term {
        name: "rare word",
        also: "tail",
        means: "a word beyond those that make up the first 90% of the text: what a narrowing model stops using first",
    },
    Term { name: "opening", also: "template", means: "the first three words of an answer" },
    Term {
        name: "spread",
        also: "variance of embeddings",
        means: "how far apart the meanings of the answers lie, and in how many directions",
    },
    Term {
        name: "drift",
        also: "distribution shift",
        means: "the texts as a whole moved; alone it is no loss",
    },
    Term {
        name: "block",
        also: "jackknife group",
        means: "a 32nd of the prompts, the same in every generation; intervals come from leaving them out one by one",
    },
    Term {
        name: "beyond chance",
        also: "expected by chance",
        means: "more than dealing the same documents out to both sides anew would show; only that is listed as lost or overused",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_the_same_words() {
        let readme = include_str!("../../../README.md");
        for term in &TERMS {
            let row = format!("| {} | {} | {} |", term.name, term.also, term.means);
            assert!(readme.contains(&row), "README.md lacks the row\n{row}");
        }
    }
}
