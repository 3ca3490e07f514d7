//! The generations that a run names, be they files of rows or profiles.

use super::read::{all, one};
use super::{Corpus, Generations, stored};
use crate::config::{Config, Source};
use crate::error::Error;
use crate::progress::{Observer, Stage};
use crate::read;

/// Reads at least so many generations (one or two), further runs of them behind, and says by which settings they are judged: those of the
/// run, with those by which the profiles among them were made.
///
/// Profiles are read for what they are, and all other generations as the first of them was. Of corpora read together the rules may look at
/// all of them (which columns all have, whether one key names one prompt in all), of profiles they cannot: what does not go together is an
/// error then.
pub(crate) fn generations(
    config: &Config,
    least: usize,
    observer: &dyn Observer,
) -> Result<(Vec<Corpus>, Config), Error> {
    let are_profiles = config.generations.iter().map(is_profile).collect::<Result<Vec<_>, _>>()?;
    if !are_profiles.contains(&true) {
        return Ok((all(config, least, observer)?, config.clone()));
    }
    observer.begin(Stage::Plan, config.generations.len() as u64);
    let sources = || config.generations.iter().zip(&are_profiles);
    let mut profiles = Vec::new();
    for (source, _) in sources().filter(|(_, is_profile)| **is_profile) {
        profiles.push(open(source, config)?);
        observer.advance(1);
    }
    let first = profiles[0].clone();
    let mut profiles = profiles.into_iter();
    let mut corpora = Vec::with_capacity(config.generations.len());
    for (source, is_profile) in sources() {
        let opened = if *is_profile { profiles.next() } else { None };
        corpora.push(match opened {
            Some(corpus) => corpus,
            None => one(like(&first, config), source.clone(), 0, Some(&first), observer)?,
        });
    }
    let named = corpora.iter().zip(&config.generations);
    let generations = named.map(|(corpus, source)| name_of(corpus, source)).collect();
    let config = Config { generations, ..first.settings_for(config) };
    let corpora = in_order(corpora, &config);
    let generations = Generations::of(&corpora, &config, least)?;
    generations.require_one_key()?;
    generations.require_columns(&config)?;
    Ok((corpora, config))
}

/// The settings by which a run with these reads a corpus as another was read.
pub(crate) fn like(corpus: &Corpus, run: &Config) -> Config {
    Config { cache: run.cache.clone(), ..corpus.settings() }
}

/// Whether a generation is stored as profiles, all of it.
fn is_profile(source: &Source) -> Result<bool, Error> {
    let n = source.paths.iter().filter(|path| stored::is_profile(path)).count();
    if n > 0 && n < source.paths.len() {
        let problem =
            "found a generation of profiles and of other files; make a profile of each, and merge them";
        return Err(Error::BadSetting { setting: "generations".to_owned(), problem: problem.to_owned() });
    }
    Ok(n > 0)
}

/// Reads the profiles of a generation, its parts where they are several.
fn open(source: &Source, config: &Config) -> Result<Corpus, Error> {
    let mut parts = source.paths.iter().map(|path| Corpus::open_for(path, config));
    let Some(first) = parts.next() else {
        return Err(Error::SingleGeneration { only: "none".to_owned(), partitions: String::new() });
    };
    let corpus = parts.try_fold(first?, |whole, part| whole.merge(part?))?;
    Ok(match &source.name {
        Some(name) => corpus.named(name),
        None => corpus,
    })
}

/// How the run names a generation: as the run did that made the profile, where files of rows are behind it, so that the report is that of
/// these files.
fn name_of(corpus: &Corpus, source: &Source) -> Source {
    let made = corpus.config.generations.first().filter(|_| corpus.config.generations.len() == 1);
    match made {
        Some(made) => Source { name: source.name.clone().or(made.name.clone()), paths: made.paths.clone() },
        None => source.clone(),
    }
}

/// The order of the numbers in their names, where only a shell gave another one; the first of each name, and further runs behind.
fn in_order(corpora: Vec<Corpus>, config: &Config) -> Vec<Corpus> {
    let (mut first, mut further): (Vec<Corpus>, Vec<Corpus>) = (Vec::new(), Vec::new());
    for corpus in corpora {
        let is_known = first.iter().any(|known| known.header.name == corpus.header.name);
        if is_known { &mut further } else { &mut first }.push(corpus);
    }
    let names: Vec<&str> = first.iter().map(|corpus| corpus.header.name.as_str()).collect();
    let (order, told) = read::order_of(&names, config);
    let mut sorted: Vec<Corpus> = order.iter().map(|&at| first[at].clone()).collect();
    if let Some(corpus) = sorted.first_mut() {
        corpus.header.warnings.extend(told);
    }
    sorted.append(&mut further);
    sorted
}
