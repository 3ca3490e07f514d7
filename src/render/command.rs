//! The command that makes a report again, from its settings.

use std::path::Path;

use crate::config::{Config, Correction, EmbeddingRows, Source};

/// A command for a POSIX shell with `$'…'` strings; only what differs from the defaults is said, and nothing that changes no
/// result (`--threads`).
///
/// # Errors
/// What flags cannot say, so that a config file is needed.
pub(super) fn compare(config: &Config) -> Result<String, &'static str> {
    if !config.requirements.is_empty() {
        return Err(
            "A score has a minimum to reach, so the run needs a config file with the settings below.",
        );
    }
    let several = "A generation has several paths, so the run needs a config file with the settings below.";
    let mut words = vec!["genloss".to_owned(), "compare".to_owned()];
    let unnamed = config.generations.iter().all(|s| s.name.is_none());
    for source in &config.generations {
        words.extend(corpus(source, unnamed).ok_or(several)?);
    }
    let mut flag = |name: &str, value: Option<String>| {
        words.extend(value.map(|v| format!("--{name} {}", quoted(&v))));
    };
    let (c, columns, default) = (config, &config.columns, Config::default());
    flag("reference", c.reference.clone());
    flag("text-column", columns.text.clone());
    flag("key-column", columns.key.clone());
    flag("slice-column", columns.slice.clone());
    let lists = [
        ("score-column", &columns.score),
        ("numeric-column", &columns.numeric),
        ("categorical-column", &columns.categorical),
        ("likelihood-column", &columns.likelihood),
    ];
    for (name, list) in lists {
        list.iter().for_each(|column| flag(name, Some(column.clone())));
    }
    flag("embedding-column", columns.embedding.clone());
    flag("generation-column", columns.generation.clone());
    flag("tokenizer", (c.tokenizer != default.tokenizer).then(|| c.tokenizer.clone().into()));
    flag("reasoning", (c.reasoning != default.reasoning).then(|| c.reasoning.name().to_owned()));
    flag("embedding-rows", (c.embedding_rows == EmbeddingRows::All).then(|| "all".to_owned()));
    flag("sample-bytes", (c.sample_bytes != default.sample_bytes).then(|| c.sample_bytes.to_string()));
    flag("limit", c.limit.map(|n| n.to_string()));
    flag("alpha", (c.alpha != default.alpha).then(|| c.alpha.to_string()));
    flag("standardize", (c.standardize != default.standardize).then(|| "coverage".to_owned()));
    flag("metrics", (c.metrics != default.metrics).then(|| c.metrics.join(",")));
    flag("correction", (c.correction != default.correction).then(|| correction(c.correction).to_owned()));
    for (metric, m) in &c.margins {
        flag("margin", Some(format!("{metric}={},{}", m.warn, m.fail)));
    }
    flag("seed", (c.seed != default.seed).then(|| c.seed.to_string()));
    let mut gates: Vec<_> = c.fail_on.iter().map(|v| v.name()).collect();
    gates.extend(c.fail_on_requirement.then_some("requirement"));
    flag("fail-on", (!gates.is_empty()).then(|| gates.join(",")));
    flag("fail-on-slices", (!c.fail_on_slices).then(|| "no".to_owned()));
    let switches = [
        ("--case-sensitive", c.case_sensitive),
        ("--normalize", c.normalize),
        ("--no-text-embedding", c.no_text_embedding),
        ("--replicates", c.replicates),
    ];
    words.extend(switches.iter().filter(|(_, on)| *on).map(|(name, _)| (*name).to_owned()));
    Ok(words.join(" "))
}

fn corpus(source: &Source, unnamed: bool) -> Option<Vec<String>> {
    let [path] = source.paths.as_slice() else { return None };
    let path = path.to_string_lossy();
    match &source.name {
        None if unnamed && path.starts_with('-') => Some(vec![quoted(&format!("./{path}"))]),
        None if unnamed => Some(vec![quoted(&path)]),
        None => {
            let stem = Path::new(path.as_ref()).file_stem()?.to_string_lossy().into_owned();
            Some(vec![format!("--generation {}", quoted(&format!("{stem}={path}")))])
        }
        Some(name) => Some(vec![format!("--generation {}", quoted(&format!("{name}={path}")))]),
    }
}

fn correction(correction: Correction) -> &'static str {
    match correction {
        Correction::MaxT => "max-t",
        Correction::None => "none",
        Correction::Bonferroni => "bonferroni",
        Correction::Holm => "holm",
        Correction::Bh => "bh",
    }
}

/// One word of a shell command. What is not plain printable text is written as an escape, so that the command can be
/// shown and copied safely.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./,=:@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    let shown = |c: char| c == ' ' || c.is_ascii_graphic() || c.is_alphanumeric();
    if word.chars().all(shown) {
        return format!("'{}'", word.replace('\'', r"'\''"));
    }
    let escaped = word.chars().map(|c| match c {
        '\\' | '\'' => format!("\\{c}"),
        c if shown(c) => c.to_string(),
        c => format!("\\U{:08x}", u32::from(c)),
    });
    format!("$'{}'", escaped.collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::config::RequirementRule;
    use crate::terms::Direction;
    use crate::terms::Verdict;

    fn source(name: Option<&str>, path: &str) -> Source {
        Source { name: name.map(str::to_owned), paths: vec![PathBuf::from(path)] }
    }

    #[test]
    fn only_what_was_said_is_said_again() {
        let mut config = Config {
            generations: vec![source(None, "a.parquet"), source(None, "b c.parquet")],
            ..Config::default()
        };
        assert_eq!(compare(&config).unwrap(), "genloss compare a.parquet 'b c.parquet'");
        config.columns.key = Some("prompt".to_owned());
        (config.alpha, config.correction, config.seed) = (0.01, Correction::Bh, 7);
        config.fail_on = vec![Verdict::EarlyCollapse, Verdict::LateCollapse];
        config.fail_on_slices = false;
        let said = compare(&config).unwrap();
        assert!(said.ends_with(
            "--key-column prompt --alpha 0.01 --correction bh --seed 7 --fail-on early-collapse,late-collapse \
             --fail-on-slices no"
        ));
    }

    #[test]
    fn names_and_odd_characters_are_quoted() {
        let generations = vec![source(Some("g 0"), "it's"), source(Some("x"), "a\u{202e}\n")];
        let said = compare(&Config { generations, ..Config::default() }).unwrap();
        assert_eq!(
            said,
            r"genloss compare --generation 'g 0=it'\''s' --generation $'x=a\U0000202e\U0000000a'"
        );
    }

    #[test]
    fn several_paths_of_one_generation_need_a_config_file() {
        let mut many = source(Some("a"), "x");
        many.paths.push(PathBuf::from("y"));
        let said = compare(&Config { generations: vec![many], ..Config::default() }).unwrap_err();
        assert!(said.starts_with("A generation has several paths"), "{said}");
    }

    #[test]
    fn a_requirement_needs_a_config_file_and_is_named() {
        let rule = RequirementRule {
            column: "score".to_owned(),
            slice: None,
            min: 0.5,
            direction: Direction::default(),
        };
        let said = compare(&Config { requirements: vec![rule], ..Config::default() }).unwrap_err();
        assert!(said.starts_with("A score has a minimum"), "{said}");
    }

    #[test]
    fn what_changes_no_result_is_not_said() {
        let config = |threads| Config { generations: vec![source(None, "a")], threads, ..Config::default() };
        assert_eq!(compare(&config(3)), compare(&config(0)));
    }
}
