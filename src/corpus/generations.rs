//! Corpora side by side: which are generations, which further runs of one, and whether they can be compared at all.

use super::{Corpus, Header, add_new, read};
use crate::config::Config;
use crate::error::{Error, Warning};
use crate::keys::{self, Fault};
use crate::profile::{Profile, Tokenizer};
use crate::read::Chosen;
use crate::terms::ColumnRole;

/// Corpora side by side.
#[derive(Debug)]
pub(crate) struct Generations<'a> {
    /// The generations in order, the reference first.
    pub(crate) headers: Vec<&'a Header>,
    /// Their profiles.
    pub(crate) profiles: Vec<Profile>,
    /// Further runs, each with the position of its generation.
    pub(crate) runs: Vec<(usize, &'a Profile)>,
    warnings: Vec<Warning>,
}

impl<'a> Generations<'a> {
    /// Puts at least so many generations in order. Corpora of one name are runs of one generation, where the settings allow that.
    pub(crate) fn of(corpora: &'a [Corpus], config: &Config, least: usize) -> Result<Self, Error> {
        let (mut first, mut further): (Vec<&Corpus>, Vec<&Corpus>) = (Vec::new(), Vec::new());
        for corpus in corpora {
            match first.iter().find(|known| known.header.name == corpus.header.name) {
                None => first.push(corpus),
                Some(_) if config.replicates => further.push(corpus),
                Some(known) => {
                    return Err(Error::DuplicateGeneration {
                        name: corpus.header.name.clone(),
                        first: place(&known.header),
                        second: place(&corpus.header),
                    });
                }
            }
        }
        if first.len() < least {
            let only = first.first().map_or("none", |corpus| &corpus.header.name).to_owned();
            return Err(Error::SingleGeneration { only, partitions: String::new() });
        }
        if let Some(name) = &config.reference {
            let at = first.iter().position(|corpus| corpus.header.name == *name).ok_or_else(|| {
                let found: Vec<&str> = first.iter().map(|corpus| corpus.header.name.as_str()).collect();
                Error::UnknownReference { name: name.clone(), found: found.join(", ") }
            })?;
            first[..=at].rotate_right(1);
        }
        for other in first.iter().chain(&further).skip(1) {
            require_alike(first[0], other)?;
        }
        let position = |run: &&Corpus| first.iter().position(|known| known.header.name == run.header.name);
        let runs = further.iter().filter_map(|run| Some((position(run)?, &run.profile))).collect();
        let mut warnings = Vec::new();
        for corpus in first.iter().chain(&further) {
            add_new(&mut warnings, corpus.header.warnings.clone());
        }
        Ok(Self {
            headers: first.iter().map(|corpus| &corpus.header).collect(),
            profiles: first.iter().map(|corpus| corpus.profile.clone()).collect(),
            runs,
            warnings,
        })
    }

    /// The names of the generations.
    pub(crate) fn names(&self) -> Vec<&'a str> {
        self.headers.iter().map(|header| header.name.as_str()).collect()
    }

    /// The columns of the reference.
    pub(crate) fn columns(&self) -> &'a Chosen {
        &self.headers[0].columns
    }

    /// How text becomes tokens, in all of them.
    pub(crate) fn tokenizer(&self) -> Tokenizer {
        self.headers[0].counting.tokenizer
    }

    /// What was found while they were read, each finding once.
    pub(crate) fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Refuses a key that stands for other prompts in one generation than in another. Where corpora are read together that is seen then.
    pub(crate) fn require_one_key(&self) -> Result<(), Error> {
        match (keys::fault(&self.profiles), &self.columns().key) {
            (Some(fault @ Fault::OtherPrompts { .. }), Some(key)) => {
                let prompt = self.columns().prompt.as_deref();
                Err(read::refusal(&self.names(), fault, key, prompt))
            }
            _ => Ok(()),
        }
    }

    /// Refuses requirements on columns that were not read.
    pub(crate) fn require_columns(&self, config: &Config) -> Result<(), Error> {
        let is_number = |role| !matches!(role, ColumnRole::Categorical | ColumnRole::Likelihood);
        let data = &self.columns().data;
        let known: Vec<&str> = data.iter().filter(|c| is_number(c.role)).map(|c| c.name.as_str()).collect();
        for (at, rule) in config.requirements.iter().enumerate() {
            if !known.contains(&rule.column.as_str()) {
                let read = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                return Err(Error::BadRequirement {
                    number: at + 1,
                    problem: format!(
                        "no column of numbers `{}` was read (columns of numbers: {read})",
                        rule.column
                    ),
                });
            }
        }
        Ok(())
    }
}

fn place(header: &Header) -> String {
    if header.paths.is_empty() { "in memory".to_owned() } else { header.paths.join(", ") }
}

/// Refuses corpora of which a number of one says nothing of the other.
pub(super) fn require_alike(first: &Corpus, second: &Corpus) -> Result<(), Error> {
    let (a, b) = (&first.header, &second.header);
    let dimensions = [first, second].map(|corpus| corpus.profile.embedding_dimension());
    if let [Some(expected), Some(found)] = dimensions
        && found != expected
    {
        let (generation, reference) = (b.name.clone(), a.name.clone());
        return Err(Error::EmbeddingDimension { generation, found, reference, expected });
    }
    let differ = |what: &str, here: String, there: String| {
        let problem = format!("{what} in the one {here}, in the other {there}");
        Err(Error::Incomparable { first: a.name.clone(), second: b.name.clone(), problem })
    };
    let kept = |case_sensitive| if case_sensitive { "kept apart" } else { "one" }.to_owned();
    let cases = [a, b].map(|header| header.counting.tokenizer.case_sensitive);
    if a.unit() != b.unit() {
        return differ("what is counted is", a.unit(), b.unit());
    }
    if cases[0] != cases[1] {
        return differ("upper and lower case are", kept(cases[0]), kept(cases[1]));
    }
    let [reasoning, other] = [first, second].map(|corpus| corpus.config.reasoning.name());
    if reasoning != other {
        return differ("the rule for reasoning is", format!("`{reasoning}`"), format!("`{other}`"));
    }
    let scaled = |normalize| if normalize { "scaled to length 1" } else { "as they came" }.to_owned();
    let [scaled_here, scaled_there] = [a, b].map(|header| header.counting.vectors.normalize);
    if scaled_here != scaled_there {
        return differ("embeddings are", scaled(scaled_here), scaled(scaled_there));
    }
    let [bytes, other] = [a, b].map(|header| header.counting.sample_bytes);
    if bytes != other {
        return differ("the bytes kept of a text are", bytes.to_string(), other.to_string());
    }
    if a.columns.data != b.columns.data {
        return differ("columns of numbers and labels are", listed(&a.columns), listed(&b.columns));
    }
    Ok(())
}

fn listed(columns: &Chosen) -> String {
    let role = |role| format!("{role:?}").to_lowercase();
    let names: Vec<String> =
        columns.data.iter().map(|column| format!("`{}` ({})", column.name, role(column.role))).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
