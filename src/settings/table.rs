//! The table of settings, in the order of the help. Whatever has to know of a setting reads it here.

use super::output::{Color, Format, Talk, Theme};
use super::setting::{Field, Pairs, Setting, Spelled, Taker};
use super::spell::{self, Spell, names};
use crate::config::{Correction, EmbeddingRows, LAYOUTS, Reasoning, Standardize};
use crate::terms::Verdict;
use Spelled::{Choice, Choices, Count, FileOnly, Number, Path, Paths, Switch, Text, Texts, YesNo};
use Taker::{Audit, Calibrate, Check, Compare, Embed, Profile, Render, Select, Simulate};

/// The field of [`super::Asked`] that a setting fills, by its type.
macro_rules! field {
    ($($at:ident).+) => {
        Field {
            set: |asked, value| {
                asked.$($at).+ = Spell::read(value)?;
                Ok(())
            },
            get: |asked| Spell::say(&asked.$($at).+),
        }
    };
}

/// Commands that read corpora.
const READERS: &[Taker] = &[Compare, Check, Calibrate, Simulate, Profile, Select];
/// Commands that read no more of them than texts, and those.
const OF_TEXTS: &[Taker] = &[Compare, Check, Calibrate, Simulate, Profile, Embed, Audit, Select];
/// Commands that count words.
const COUNTERS: &[Taker] = &[Compare, Check, Calibrate, Simulate, Profile, Audit, Select];
/// Commands that read all there is in them.
const THOROUGH: &[Taker] = &[Compare, Check, Profile, Select];
/// Commands that judge.
const JUDGES: &[Taker] = &[Compare, Calibrate];
/// Commands that write a report.
const WRITERS: &[Taker] = &[Compare, Render];

const INPUT: Option<&str> = Some("Input");
const JUDGMENT: Option<&str> = Some("Judgment");
const RUN: Option<&str> = Some("Run");
const OUTPUT: Option<&str> = Some("Output");

/// What needs a config file.
const SEVERAL_PATHS: &str =
    "A generation has several paths, so the run needs a config file with the settings below.";
const MINIMUM: &str =
    "A score has a minimum to reach, so the run needs a config file with the settings below.";

const NAMED: Pairs = Pairs { read: spell::named_path, write: spell::path_pairs };
const MARGINS: Pairs = Pairs { read: spell::named_margins, write: spell::margin_pairs };

/// Why where results go is no part of a report.
const PLACE: Option<&str> = Some("it says where the report goes, and nothing of what stands in it");

/// What most settings are.
const INPUT_OF_ALL: Setting = Setting {
    key: "",
    flag: None,
    short: None,
    spelled: Switch,
    heading: INPUT,
    takes: READERS,
    obeys: &[],
    help: "",
    more: "",
    apart: None,
    beyond_flags: "",
    field: Field { set: |_, _| Ok(()), get: |_| None },
};

/// What those take, too, that read only texts.
const TEXT_INPUT: Setting = Setting { takes: OF_TEXTS, ..INPUT_OF_ALL };

/// What only those take that read all there is in a corpus.
const MORE_INPUT: Setting = Setting { takes: THOROUGH, ..INPUT_OF_ALL };

/// What only a comparison has a flag for, while others read and judge as the config file of a comparison says.
const OF_COMPARISONS: Setting =
    Setting { takes: &[Compare], obeys: &[Check, Calibrate, Simulate], ..INPUT_OF_ALL };

/// How embeddings are read.
const OF_VECTORS: Setting = Setting { takes: &[Compare, Profile], ..OF_COMPARISONS };

/// How a loss is judged.
const JUDGING: Setting =
    Setting { heading: JUDGMENT, takes: JUDGES, obeys: &[Check, Simulate, Select], ..INPUT_OF_ALL };

/// Where results go.
const WRITING: Setting = Setting { heading: OUTPUT, takes: WRITERS, apart: PLACE, ..INPUT_OF_ALL };

/// What makes a comparison fail.
const GATE: Setting = Setting { heading: OUTPUT, takes: &[Compare], ..INPUT_OF_ALL };

/// The word of `--fail-on` for a missed requirement, which is no verdict.
const REQUIREMENT: &str = "requirement";

fn layouts() -> Vec<&'static str> {
    LAYOUTS.to_vec()
}

fn formats() -> Vec<&'static str> {
    Format::ALL.iter().map(|format| format.name()).collect()
}

/// Words of `--fail-on`: `none`, `collapse`, the verdicts, `requirement`.
fn gates() -> Vec<&'static str> {
    let verdicts = Verdict::ALL.iter().map(|v| v.name());
    ["none", "collapse"].into_iter().chain(verdicts).chain([REQUIREMENT]).collect()
}

/// Verdicts, each once, from best to worst.
const FAIL_ON: Field = Field {
    set: |asked, value| {
        let known = gates();
        let names: Vec<_> = spell::chosen(value, &known)?.into_iter().map(|at| known[at]).collect();
        if names.len() > 1 && names.contains(&"none") {
            return value.problem("`none` cannot be combined with others");
        }
        let is_asked =
            |v: &Verdict| names.iter().any(|n| *n == v.name() || (*n == "collapse" && v.is_collapse()));
        asked.config.fail_on = Verdict::ALL.into_iter().filter(is_asked).collect();
        asked.config.fail_on_requirement = names.contains(&REQUIREMENT);
        Ok(())
    },
    get: |asked| {
        let verdicts = asked.config.fail_on.iter().map(|v| v.name());
        let requirement = asked.config.fail_on_requirement.then_some(REQUIREMENT);
        spell::texts(verdicts.chain(requirement)).or_else(|| spell::texts(["none"].into_iter()))
    },
};

/// Corpora, by one of the two ways of naming them.
macro_rules! corpora {
    ($read:path, $say:path) => {
        Field {
            set: |asked, value| {
                asked.config.generations = $read(value)?;
                Ok(())
            },
            get: |asked| $say(&asked.config.generations),
        }
    };
}

/// Names of metrics, which hold no commas: a list, or a text with commas between.
const NAMES_OF_METRICS: Field = Field {
    set: |asked, value| {
        let names = Vec::<String>::read(value)?;
        asked.config.metrics =
            names.iter().flat_map(|names| names.split(',')).map(|name| name.trim().to_owned()).collect();
        Ok(())
    },
    get: |asked| asked.config.metrics.say(),
};

/// A switch of how much is said.
macro_rules! talk {
    ($talk:path) => {
        Field {
            set: |asked, value| {
                if bool::read(value)? {
                    asked.output.talk = $talk;
                }
                Ok(())
            },
            get: |asked| (asked.output.talk == $talk).say(),
        }
    };
}

/// All settings.
pub static TABLE: &[Setting] = &[
    Setting { heading: None, ..MORE_INPUT }
        .setting("paths", Paths("PATHS"), corpora!(spell::read_paths, spell::say_paths))
        .help("Read these corpora, in this order, each named from its file")
        .more("Each path is one generation: a file (Parquet; JSON Lines, a list of JSON, CSV or TSV, also in gzip or zstd), a folder, a quoted glob, - for \
               standard input, or a profile (.glp). Behind a # stands the column of the outputs: pairs.parquet#chosen pairs.parquet#rejected. Give names with --generation instead; the two cannot be combined. To be compared, a single path needs --generation-column."),
    Setting { heading: None, beyond_flags: SEVERAL_PATHS, ..MORE_INPUT }
        .setting("generation", Spelled::Pairs("NAME=PATH", NAMED), corpora!(spell::read_named, spell::say_named))
        .help("Add a corpus under a name; repeat in order, the first is the reference"),
    INPUT_OF_ALL
        .setting("reference", Text("NAME"), field!(config.reference))
        .help("Take this generation as the reference instead of the first"),
    TEXT_INPUT
        .setting("text-column", Text("COLUMN"), field!(config.columns.text))
        .help("Read the outputs from this column [default: detected]")
        .more("The column holds text, lists of texts (several samples of one prompt), or chat messages. Of a nested \
               column give the path of the text: 'choices[].message.content', 'resps[][]'; every item of a list is a \
               document of its row. A column that has this very name comes first; case, spaces, hyphens and \
               underscores make no other name."),
    TEXT_INPUT
        .setting("layout", Choice("NAME", layouts), field!(config.columns.layout))
        .help("Read files in the layout that this program writes [default: told by the columns]")
        .more("It says where the output is and what names the prompt, where neither is given: {names}."),
    TEXT_INPUT
        .setting("key-column", Text("COLUMN"), field!(config.columns.key))
        .help("Group rows by this column, usually the prompt, and pair generations by it [default: detected]")
        .more("Pairing narrows the intervals. Without a key, or when generations share less than half of the keys, the \
               report says \"unpaired\"."),
    INPUT_OF_ALL
        .setting("embedding-column", Text("COLUMN"), field!(config.columns.embedding))
        .help("Read embeddings from this column, a list of numbers of one length [default: detected]")
        .more("The list may be written as text, packed into bytes, stand in a list by itself, or be a dense Spark \
               vector. All generations must be embedded by the same model. Vectors of another length, null ones, and \
               those that hold NaN or an infinity are counted and left out."),
    INPUT_OF_ALL
        .setting("generation-column", Text("COLUMN"), field!(config.columns.generation))
        .help("Split one corpus into generations by the values of this column"),
    Setting { takes: &[Compare, Check, Profile, Audit, Select], ..INPUT_OF_ALL }
        .setting("slice-column", Text("COLUMN"), field!(config.columns.slice))
        .help("Judge each value of this column separately too, for example a domain or language"),
    // Generators write no scores, so a simulation does not even obey.
    Setting { takes: &[Compare, Check, Calibrate, Profile, Select], ..INPUT_OF_ALL }
        .setting("score-column", Texts("COLUMN"), field!(config.columns.score))
        .help("Read a task score from this column, higher is better; repeat for several [default: detected]")
        .more("A mean that falls warns, it never fails. A minimum that must be reached is a [[requirement]] of the \
               config file."),
    MORE_INPUT
        .setting("numeric-column", Texts("COLUMN"), field!(config.columns.numeric))
        .help("Compare the distribution of the numbers in this column; repeat for several")
        .more("Shown only: they decide nothing. Nulls, NaN and infinities are counted and left out."),
    MORE_INPUT
        .setting("categorical-column", Texts("COLUMN"), field!(config.columns.categorical))
        .help("Compare the shares of the labels in this column; repeat for several"),
    MORE_INPUT
        .setting("likelihood-column", Texts("COLUMN"), field!(config.columns.likelihood))
        .help("Read log-probabilities of the outputs from this column; repeat for several")
        .more("The column holds the mean log-probability of a row's tokens, or a list with one (natural) logarithm a \
               token. Both tails of the surprisal are compared: later generations of a collapse hold more probable \
               texts, and a long tail of improbable ones."),
    Setting { takes: &[Compare, Check], ..MORE_INPUT }
        .setting("replicates", Switch, field!(config.replicates))
        .help("Take corpora of the same name for runs of one generation, and report how far runs stray")
        .more("The first run of each name is judged. Every further one is compared with the reference as well, and the \
               report gives the spread of each gating metric between runs. Without this flag a name may occur once."),
    Setting { takes: COUNTERS, ..INPUT_OF_ALL }
        .setting("tokenizer", Text("NAME|FILE"), field!(config.tokenizer))
        .help("Count words, chars, whitespace (what stands between spaces), or the subwords of a FILE \
               [default: {default}]")
        .more("FILE is a Hugging Face tokenizer.json; reading it needs a genloss that was built with `--features \
               tokenizers`. Words become character bigrams where the reference is written without spaces. A subword \
               tokenizer decides about case by itself. All generations are counted in the same way."),
    Setting { takes: COUNTERS, ..INPUT_OF_ALL }
        .setting("case-sensitive", Switch, field!(config.case_sensitive))
        .help("Count `The` and `the` as two words"),
    TEXT_INPUT
        .setting("reasoning", Choice("WHAT", names::<Reasoning>), field!(config.reasoning))
        .help("What becomes of reasoning beside the answer: {names} [default: {default}]")
        .more("Reasoning is what stands between marks such as <think> and </think>. `drop` judges the answer, `keep` \
               counts both as one text, `only` judges the reasoning. The share of texts that reason, and of those \
               whose answer never comes, is told in any case."),
    OF_VECTORS
        .setting("normalize", Switch, field!(config.normalize))
        .help("Scale every embedding to length 1"),
    OF_COMPARISONS
        .setting("no-text-embedding", Switch, field!(config.no_text_embedding))
        .help("Without embeddings, do not put the built-in embedding of the text in their place")
        .more("It hashes words and n-grams of letters, so it says which texts share words, not which mean the same; its \
               figures are shown and decide nothing. An embedding column is always preferred."),
    Setting { takes: &[Compare, Check], obeys: &[Calibrate, Simulate], ..OF_COMPARISONS }
        .setting("embedding-model", Path("DIR"), field!(config.embedding_model))
        .help("Without embeddings, embed the texts by the static model in DIR")
        .more("DIR holds a tokenizer.json and a model.safetensors, as model2vec or WordLlama have them; nothing is downloaded. \
               Texts are cut to equal length first, and have the mean of their pieces' vectors. These figures advise and decide \
               nothing. An embedding column is always preferred. BERT's word pieces and Llama 2's byte pairs are built in; \
               other tokenizers need a genloss that was built with `--features tokenizers`."),
    OF_VECTORS
        .setting("embedding-rows", Choice("ROWS", names::<EmbeddingRows>), field!(config.embedding_rows))
        .help("Compute the spread of embeddings from a sample, or from all of them [default: {default}]")
        .more("The sample has up to 32,768 rows. `all` gathers the moments of every vector while reading, 16 d^2 \
               numbers for d coordinates (19 MB for 384) a thread; neighbors, tails and distances stay with the sample."),
    INPUT_OF_ALL
        .setting("sample-bytes", Count("N"), field!(config.sample_bytes))
        .help("Keep at most N bytes of each sampled text [default: {default}]")
        .more("The sample is what lengths are matched on and slices are made of. Loops, words and phrases of whole \
               generations are counted from whole texts in any case."),
    TEXT_INPUT
        .setting("page-expansion", Count("N"), field!(config.page_expansion))
        .help("Refuse a page, or a compressed file, that unpacks to more than N times its bytes [default: {default}]")
        .more("Pages of up to 64 MiB and files of up to 1 GiB unpack whatever they claim. A small file can claim to hold more than any memory; raise the limit \
               for files that you trust."),
    INPUT_OF_ALL
        .setting("max-dimension", Count("N"), field!(config.max_dimension))
        .help("Refuse embeddings of more than N coordinates [default: {default}]")
        .more("Beyond 1,024 coordinates vectors are looked at in the directions of the first 1,024 vectors of both sides, 512 of either; of no more \
               vectors that changes nothing."),
    TEXT_INPUT
        .setting("limit", Count("N"), field!(config.limit))
        .help("Read at most N rows of each generation, in file order"),
    JUDGING
        .setting("alpha", Number("P"), field!(config.alpha))
        .help("Call a loss shown when its corrected p is below this [default: {default}]")
        .more("Intervals are always 95%."),
    Setting { heading: JUDGMENT, ..OF_COMPARISONS }
        .setting("standardize", Choice("BY", names::<Standardize>), field!(config.standardize))
        .help("Also compare richness at equal coverage, beside equal size: {names} [default: {default}]")
        .more("At equal coverage (Chao and Jost) types and Hill numbers of either side are those of an equal share of \
               its law. They are shown, and decide nothing."),
    Setting { heading: JUDGMENT, takes: WRITERS, obeys: &[], ..INPUT_OF_ALL }
        .setting("metrics", Texts("METRICS"), NAMES_OF_METRICS)
        .help("Work out these metrics beside those that decide [default: core]")
        .more("A list of core (what a reader of each symptom looks at next), text, space (of embeddings), all, or names that \
               `genloss metrics` lists, between commas. Verdicts are the same whichever are asked for. `render` draws all that \
               a report holds unless it is told which."),
    JUDGING
        .setting("correction", Choice("METHOD", names::<Correction>), field!(config.correction))
        .help("Correct for many tests: max-t (all at once, by sign flips), none, bonferroni, holm or bh \
               [default: {default}]"),
    Setting { flag: Some("margin"), ..JUDGING }
        .setting("margins", Spelled::Pairs("METRIC=WARN,FAIL", MARGINS), field!(config.margins))
        .help("Warn and fail below other retentions than a metric's own; repeat for several metrics")
        .more("For example --margin tail-types-survival=0.95,0.90: a shown loss below 0.95 warns, an interval wholly \
               below 0.90 fails."),
    Setting { heading: RUN, takes: &[Compare, Calibrate, Simulate, Select], obeys: &[Check], ..INPUT_OF_ALL }
        .setting("seed", Count("N"), field!(config.seed))
        .help("Seed the permutations of blocks [default: {default}]")
        .more("The same input, settings and seed give the same bytes on any machine."),
    Setting { heading: RUN, apart: Some("it changes no result"), ..TEXT_INPUT }
        .setting("threads", Count("N"), field!(config.threads))
        .help("Use N threads; 0 is one per core [default: {default}]")
        .more("The number never changes a result."),
    Setting { heading: RUN, takes: &[Compare, Check, Calibrate, Profile, Select], apart: Some("it changes no result"), ..INPUT_OF_ALL }
        .setting("cache", Path("DIR"), field!(config.cache))
        .help("Keep profiles of the corpora in this folder, and read corpora that are known there from it")
        .more("A corpus is known by its files' content and all that decides how they are read, so nothing found there is \
               out of date; of a chain of generations only the new one is read. The folder may be emptied at any time. Not \
               used with --generation-column."),
    // What most runs need stands first in the help: corpora by name, where results go, and what fails.
    Setting { heading: None, short: Some('o'), ..WRITING }
        .setting("output", Path("DIR"), field!(output.dir))
        .help("Write the report and its charts to this folder; create it if missing")
        .more("Files appear only when all of them are complete; after an error the folder is as it was before."),
    WRITING
        .setting("format", Choices("FORMATS", formats), field!(output.formats))
        .help("Produce these formats: {names} [default: text; with -o all]")
        .more("Text goes to standard output (with -o also to report.txt); json, html, markdown, junit and csv to \
               report.json, report.html, report.md, junit.xml and metrics.csv in the folder (without -o the one asked \
               for to standard output); parquet to metrics.parquet; png to report.png, twice as large report-2x.png, and one image a chart sheet in \
               the folder; github to standard output after the rest, as annotations that GitHub Actions shows."),
    WRITING
        .setting("summary-file", Path("PATH"), field!(output.summary))
        .help("Append the report as Markdown to this file, for example $GITHUB_STEP_SUMMARY"),
    WRITING
        .setting("color", Choice("WHEN", names::<Color>), field!(output.color))
        .help("Color the page: {names} [default: {default}]")
        .more("Auto colors a terminal, and whatever CLICOLOR_FORCE asks for, unless the environment variable NO_COLOR is set."),
    #[cfg(feature = "charts")]
    Setting { takes: &[Compare, Render], ..WRITING }
        .setting("open", Switch, field!(output.open))
        .help("Show report.html in the browser when it is written"),
    Setting { takes: &[Compare, Simulate, Render], ..WRITING }
        .setting("full", Switch, field!(output.full))
        .help("Tell everything on standard output, instead of the answer at a glance")
        .more("It is the page of report.txt: every symptom with its interval, why, and what was lost. Warnings stand in full on \
               standard error, too. Pipes and files get it in any case."),
    Setting { obeys: &[Calibrate, Simulate, Select], ..WRITING }
        .setting("theme", Choice("THEME", names::<Theme>), field!(output.theme))
        .help("Draw PNG charts for a light or a dark page: {names} [default: {default}]")
        .more("The HTML page follows the reader's own setting."),
    Setting {
        short: Some('q'),
        takes: &[Compare, Calibrate, Simulate, Render, Profile, Audit, Select],
        ..WRITING
    }
    .setting("quiet", Switch, talk!(Talk::Quiet))
    .help("Say nothing on standard error but errors and failed gates"),
    Setting { short: Some('v'), takes: &[Compare, Simulate, Render, Profile, Audit, Select], ..WRITING }
        .setting("verbose", Switch, talk!(Talk::Verbose))
        .help("Say on standard error where settings came from and how long each stage took"),
    Setting { heading: None, ..GATE }
        .setting("fail-on", Choices("VERDICTS", gates), FAIL_ON)
        .help("Exit with status 1 on these verdicts of a generation against the reference [default: {default}]")
        .more("A list of stable, drift, inconclusive, warning, early-collapse, late-collapse; `collapse` means the last \
               two; `none` means never. `requirement` is a missed [[requirement]] of the config file; with \
               `inconclusive` beside it, one that cannot be decided, too."),
    GATE
        .setting("fail-on-slices", YesNo, field!(config.fail_on_slices))
        .help("Whether a slice that lost fails the gate, too: yes or no [default: {default}]")
        .more("A slice of --slice-column fails it by a warning or a collapse that --fail-on names. A slice that is too \
               small to tell never does."),
    Setting { takes: &[], obeys: THOROUGH, beyond_flags: MINIMUM, ..GATE }
        .setting("requirement", FileOnly, field!(config.requirements))
        .help("Means that every generation after the reference must reach"),
];
