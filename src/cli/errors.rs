//! Errors of the library in the words of the command line: it names settings as fields, and here every setting is a flag.

use crate::error::Error;

/// Settings that are flags of the same name.
const FLAGS: [&str; 23] = [
    "alpha",
    "cache",
    "drill-trials",
    "from-row",
    "generations",
    "layout",
    "limit",
    "max-dimension",
    "margin",
    "metrics",
    "model",
    "output",
    "page-expansion",
    "policy",
    "replicates",
    "sample-bytes",
    "samples",
    "temperature",
    "threads",
    "tokenizer",
    "top-k",
    "top-p",
    "trials",
];

/// Columns that a flag names: `columns.text` is `--text-column`.
const COLUMNS: [&str; 9] =
    ["text", "key", "slice", "score", "numeric", "categorical", "likelihood", "generation", "embedding"];

/// What the library says, and what helps here.
const PHRASES: [(&str, &str); 17] = [
    ("correct `reference`", "correct --reference"),
    (
        "give each its own, or take them for",
        "give each its own with --generation NAME=PATH, or take them for",
    ),
    ("runs of one generation by `replicates`", "runs of one generation with --replicates"),
    (
        "give each run a path of its own",
        "give each run its own path: --generation sft=run1 --generation sft=run2",
    ),
    (
        "choose another folder, or have them written over",
        "choose another folder with -o, or write over them with --overwrite",
    ),
    (
        "nothing was changed there, choose another folder",
        "nothing was changed there, choose another folder with -o",
    ),
    ("begins (`from-row`)", "begins with --from-row"),
    ("made with in `tokenizer`", "made with by --tokenizer"),
    ("choose another file", "choose another file with --summary-file"),
    ("a tokenizer is one of words", "--tokenizer takes words"),
    ("judge the reasoning by `reasoning` alone", "judge the reasoning with --reasoning only"),
    ("set `top-k` to 1", "give --top-k 1"),
    ("lower `samples` or", "lower --samples or"),
    ("raise the limit `page-expansion`", "raise the limit with --page-expansion"),
    ("more than `max-dimension`", "more than --max-dimension"),
    ("or raise `max-dimension`", "or raise --max-dimension"),
    ("correct `requirements`", "correct [[requirement]] in the config file"),
];

/// The message of an error, with the flags that help.
pub(super) fn message(error: &Error) -> String {
    let mut said = error.to_string();
    if let Error::BadSetting { setting, .. } = error {
        let is_flag = FLAGS.iter().any(|flag| setting.split(' ').next() == Some(*flag));
        if is_flag {
            said.insert_str(0, "--");
        }
    }
    if let Error::OtherSetting { setting, .. } = error
        && !setting.starts_with("columns.")
    {
        said = said.replace(&format!("with `{setting}`"), &format!("with --{setting}"));
        said = said.replace(&format!("leave `{setting}`"), &format!("leave --{setting}"));
    }
    for (library, here) in PHRASES {
        said = said.replace(library, here);
    }
    for column in COLUMNS {
        let field = format!("`columns.{column}`");
        for word in ["in", "by"] {
            said = said.replace(&format!("{word} {field}"), &format!("with --{column}-column"));
        }
        said = said.replace(&field, &format!("--{column}-column"));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::CalibrateConfig;
    use crate::config::Config;

    #[test]
    fn every_setting_that_is_refused_is_a_flag() {
        let refused = |config: Config| message(&config.validate().unwrap_err());
        assert!(refused(Config { alpha: 0.9, ..Config::default() }).starts_with("--alpha: found 0.9"));
        assert!(refused(Config { limit: Some(0), ..Config::default() }).starts_with("--limit: found 0"));
        let mut both = Config { replicates: true, ..Config::default() };
        both.columns.generation = Some("g".to_owned());
        assert_eq!(
            refused(both),
            "--replicates: cannot be combined with --generation-column, which names each generation once; give each run its own path: \
             --generation sft=run1 --generation sft=run2"
        );
        let none = CalibrateConfig { trials: 0, ..CalibrateConfig::default() };
        assert!(message(&none.validate().unwrap_err()).starts_with("--trials: found 0"));
    }

    #[test]
    fn advice_names_the_flag_and_data_stays_as_it_is() {
        let error = Error::BadColumn {
            path: "a.parquet".into(),
            column: "limit".to_owned(),
            problem: "is missing".to_owned(),
            found: "trials, text".to_owned(),
            option: "key",
        };
        assert_eq!(
            message(&error),
            "a.parquet: column `limit` is missing (columns: trials, text); choose another with --key-column"
        );
        let other = |setting: &str| {
            let (setting, found, asked) = (setting.to_owned(), "a".to_owned(), "b".to_owned());
            message(&Error::OtherSetting { path: "x.glp".into(), setting, found, asked })
        };
        assert!(other("limit").contains("made with --limit a, and this run asks for b; leave --limit out"));
        assert!(other("columns.key").contains("made with --key-column a, and"), "{}", other("columns.key"));
        let error = Error::UnknownReference { name: "x".to_owned(), found: "a, b".to_owned() };
        assert_eq!(message(&error), "no generation is called `x` (generations: a, b); correct --reference");
        let error = Error::SingleGeneration { only: "a".to_owned(), partitions: String::new() };
        assert!(message(&error).ends_with("split one corpus with --generation-column"));
    }
}
