//! Every warning: its code, how grave it is, and what it is about, in one list.

use serde::{Deserialize, Serialize};

/// How grave a warning is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Asks for nothing.
    Note,
    /// A verdict may mislead.
    Warning,
    /// A verdict would mean nothing.
    Error,
}

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

    /// Its key in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $about:literal,)*) => {
        /// What a warning is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum WarningCode {
            $(#[doc = $about] #[serde(rename = $name)] $variant,)*
            /// A code of a later version.
            #[serde(other, rename = "unknown-code")]
            Unknown,
        }

        impl WarningCode {
            /// All that this version writes.
            pub const ALL: &[WarningCode] = &[$(WarningCode::$variant),*];

            /// Its key in JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(WarningCode::$variant => $name,)*
                    WarningCode::Unknown => "unknown-code",
                }
            }

            /// How grave it is.
            pub fn severity(self) -> Severity {
                match self {
                    $(WarningCode::$variant => Severity::$severity,)*
                    WarningCode::Unknown => Severity::Warning,
                }
            }

            /// What it is about, in a few words.
            pub fn about(self) -> &'static str {
                match self {
                    $(WarningCode::$variant => $about,)*
                    WarningCode::Unknown => "a code of a later version",
                }
            }
        }
    };
}

impl std::fmt::Display for WarningCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A code compares with its key.
impl PartialEq<&str> for WarningCode {
    fn eq(&self, name: &&str) -> bool {
        self.name() == *name
    }
}

codes! {
    AmbiguousEmbeddings "ambiguous-embeddings" Warning "several columns could hold embeddings, and none was taken",
    AnotherLanguage "another-language" Warning "a generation is written in another language than its reference",
    CharacterBigrams "character-bigrams" Note "scripts without spaces are counted by pairs of characters",
    ChatTemplate "chat-template" Warning "texts hold a chat template; the turns of the model are judged",
    ColumnNotUsed "column-not-used" Warning "a column with a telling name was not read, and why",
    ColumnReadAs "column-read-as" Warning "a column is read in another form than it is stored in",
    Copies "copies" Warning "a tenth of the documents or more repeat another one (`genloss check`)",
    CopiesApart "copies-apart" Warning "copies that could not be put into one block; intervals may be too narrow",
    DoubledColumn "doubled-column" Warning "two columns of a file have one name, and neither is read",
    EarlierTurns "earlier-turns" Warning "rows are earlier turns of a conversation and were left out",
    EchoedPrompts "echoed-prompts" Warning "texts began with their prompt, which was taken off",
    EmbeddingColumn "embedding-column" Note "a column was taken for embeddings by what it holds",
    EmbeddingModelUnused "embedding-model-unused" Note "embeddings were found, so the embedding model was not asked",
    EmbeddingRows "embedding-rows" Note "the moments of all vectors are not gathered, or not in all blocks",
    EmbeddingsInPart "embeddings-in-part" Warning "not every generation has embeddings, so none are used",
    EmptyFile "empty-file" Warning "files without rows",
    FewDocuments "few-documents" Warning "too few documents for intervals (`genloss check`)",
    FewerRows "fewer-rows" Note "a generation has fewer rows, and nothing tells whether prompts stay without an answer",
    FileOfATable "file-of-a-table" Warning "a file that belongs to a table format was given by itself",
    Filtered "filtered" Warning "a filter or a refusal ended rows",
    GuessedRole "guessed-role" Warning "an unknown role was taken for the model's",
    HeavyEmbeddings "heavy-embeddings" Warning "few embeddings hold much of all variance",
    Identical "identical" Error "both sides hold exactly the same documents",
    IdenticalRuns "identical-runs" Warning "a further run holds exactly the documents of the first",
    JoinedTurns "joined-turns" Warning "several turns of the model count as one document",
    KeyContradicted "key-contradicted" Warning "the texts contradict the key, so it is not used",
    KeyOfFewValues "key-of-few-values" Warning "a key has too few values to name prompts",
    KeyOfOtherPrompts "key-of-other-prompts" Warning "a key stands for other prompts in another generation",
    KeyOfSeveralPrompts "key-of-several-prompts" Warning "a key stands for several prompts",
    KeyOfTurns "key-of-turns" Note "no column names the prompt; rows pair by the turns of a chat before the answer",
    Layout "layout" Note "the files have a layout that is known, which says where the output is",
    LayoutRepeats "layout-repeats" Warning "each output stands in the file several times, once a value of a column",
    LengthMatched "length-matched" Note "mean lengths differ, so documents were cut to equal length",
    Limit "limit" Note "only the first rows were read (`--limit`)",
    NarrowReference "narrow-reference" Warning "the reference says much less than the others",
    NoKey "no-key" Warning "no column names the prompt of a row",
    NoLine "no-line" Note "no line through the generations shows a slow loss, and why",
    NoText "no-text" Warning "null and empty texts were left out",
    NotAttributable "not-attributable" Warning "sampling settings differ, so a loss cannot be blamed on training",
    NotLogProbabilities "not-log-probabilities" Warning "values are positive on average, which no log-probability is",
    NothingInCommon "nothing-in-common" Error "two generations share no key, no prompt and hardly a word",
    NullColumn "null-column" Note "a column holds nothing but nulls in some file",
    Order "order" Warning "generations were given in another order than that of their numbers",
    OtherPrompts "other-prompts" Warning "most prompts differ (`genloss check`)",
    OtherRoles "other-roles" Warning "rows of other roles than the model were left out",
    OtherScript "other-script" Warning "a generation is written in another script (`genloss check`)",
    OwnOutput "own-output" Note "files of a report that genloss wrote lie among the data and were left out",
    PassedOver "passed-over" Warning "files that may hold data were passed over",
    PromptsMissing "prompts-missing" Warning "prompts of one side have no row on the other",
    Reasoning "reasoning" Warning "texts come with reasoning, which was taken off",
    RemovedFiles "removed-files" Note "files of removed versions of a table were not read",
    RepeatedKeys "repeated-keys" Note "several documents share a key",
    RowsByContent "rows-by-content" Warning "without a key, answers that are alike are resampled together",
    RowsByNumber "rows-by-number" Warning "without a key, rows are paired by their number",
    SameFile "same-file" Warning "a file that is there under another name is read once",
    Sampled "sampled" Warning "a sample of the documents was tried (`genloss calibrate`)",
    SerializedTurns "serialized-turns" Warning "texts are turns in JSON; those of the model are judged",
    SizesDiffer "sizes-differ" Note "generations differ in size by more than a factor of two (`genloss check`)",
    SpecialTokens "special-tokens" Warning "special tokens were taken off",
    TextColumn "text-column" Warning "one of several columns was taken for the text, and why",
    TextCut "text-cut" Warning "how much of the texts the sample or matching lengths leaves out",
    TextsCut "texts-cut" Warning "without a key figures are of a sample, which does not hold everything",
    TooFewDocuments "too-few-documents" Warning "too few documents for an interval (`genloss calibrate`)",
    ToolCalls "tool-calls" Warning "conversations that only call tools were left out",
    Truncated "truncated" Warning "documents look cut off at a length limit",
    UnevenSamples "uneven-samples" Warning "prompts have more answers on one side",
    UnfinishedReasoning "unfinished-reasoning" Warning "texts reason and never come to an answer",
    UnknownFinishReasons "unknown-finish-reasons" Warning "finish reasons that are not known",
    UnknownRoles "unknown-roles" Warning "roles that are not known",
    Unpaired "unpaired" Warning "less than half of the keys are shared, so rows are not paired",
    UnparsedTurns "unparsed-turns" Warning "texts begin like turns in JSON and cannot be read so",
    UnsharedKeys "unshared-keys" Warning "documents whose key only one corpus has were left out (`genloss calibrate`)",
    UnusableEmbeddings "unusable-embeddings" Warning "embeddings that are null, not finite or of another length were left out",
    UnusableValues "unusable-values" Warning "values that are null or not finite were left out",
    UnusedName "unused-name" Warning "a generation column names the generations, so a name given is not used",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_kebab_case_in_order_and_read_back() {
        let names: Vec<&str> = WarningCode::ALL.iter().map(|code| code.name()).collect();
        assert!(names.is_sorted(), "{names:?}");
        for code in WarningCode::ALL {
            let name = format!("\"{}\"", code.name());
            assert_eq!(serde_json::to_string(code).unwrap(), name);
            assert_eq!(serde_json::from_str::<WarningCode>(&name).unwrap(), *code);
            assert!(code.name().chars().all(|c| c.is_ascii_lowercase() || c == '-'));
        }
        let later: WarningCode = serde_json::from_str("\"of-a-later-version\"").unwrap();
        assert_eq!((later, later.severity()), (WarningCode::Unknown, Severity::Warning));
    }

    #[test]
    fn the_page_on_formats_lists_every_code() {
        let page = std::fs::read_to_string("docs/formats.md").unwrap();
        for code in WarningCode::ALL {
            let line = format!("| `{}` | {} | {} |", code.name(), code.severity().name(), code.about());
            assert!(page.contains(&line), "docs/formats.md lacks\n{line}");
        }
    }
}
