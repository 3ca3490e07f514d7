//! Subwords of a Hugging Face `tokenizer.json`: the only file that knows the `tokenizers` crate.

#[cfg(feature = "tokenizers")]
mod loaded {
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use tokenizers::Tokenizer;
    use tokenizers::models::ModelWrapper;

    use crate::hash::of_bytes;

    /// A loaded tokenizer. Each content is loaded once in the life of the process and kept, so that a tokenizer can be
    /// handed around like a number; two of the same content are equal.
    #[derive(Clone, Copy)]
    pub struct Subwords {
        hash: u64,
        tokenizer: &'static Tokenizer,
    }

    static LOADED: Mutex<BTreeMap<u64, &'static Tokenizer>> = Mutex::new(BTreeMap::new());

    impl Subwords {
        /// Reads the content of a `tokenizer.json`. Truncation and padding that it asks for are left out, since they
        /// would hide or invent tokens, and so is dropout, which would draw them.
        ///
        /// # Errors
        /// What the library said, as a sentence.
        pub fn load(content: &[u8]) -> Result<Self, String> {
            let hash = of_bytes(content);
            let mut loaded =
                LOADED.lock().map_err(|_| "another thread failed while loading it".to_owned())?;
            if let Some(tokenizer) = loaded.get(&hash) {
                return Ok(Self { hash, tokenizer });
            }
            let mut tokenizer =
                Tokenizer::from_bytes(content).map_err(|e| format!("not a tokenizer.json: {e}"))?;
            tokenizer.with_truncation(None).map_err(|e| format!("cannot switch truncation off: {e}"))?;
            tokenizer.with_padding(None);
            if let ModelWrapper::BPE(model) = tokenizer.get_model()
                && model.dropout.is_some()
            {
                let mut model = model.clone();
                model.dropout = None;
                tokenizer.with_model(model);
            }
            let tokenizer: &'static Tokenizer = Box::leak(Box::new(tokenizer));
            loaded.insert(hash, tokenizer);
            Ok(Self { hash, tokenizer })
        }

        /// Hands each subword of `text`, as the vocabulary spells it, to `emit`, in order; no special tokens are added.
        /// A text that the tokenizer refuses has none.
        pub fn tokens(self, text: &str, emit: impl FnMut(&str)) {
            if let Ok(encoding) = self.tokenizer.encode(text, false) {
                encoding.get_tokens().iter().map(String::as_str).for_each(emit);
            }
        }

        /// Hands the number of each subword of `text` to `emit`, in order; no special tokens are added. A text that the
        /// tokenizer refuses has none.
        pub fn ids(self, text: &str, emit: impl FnMut(u32)) {
            if let Ok(encoding) = self.tokenizer.encode_fast(text, false) {
                encoding.get_ids().iter().copied().for_each(emit);
            }
        }

        /// Hash of the content.
        pub fn hash(self) -> u64 {
            self.hash
        }
    }

    impl std::fmt::Debug for Subwords {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "Subwords({:016x})", self.hash)
        }
    }

    impl PartialEq for Subwords {
        fn eq(&self, other: &Self) -> bool {
            self.hash == other.hash
        }
    }

    impl Eq for Subwords {}
}

#[cfg(not(feature = "tokenizers"))]
mod loaded {
    /// No tokenizer can be loaded without the feature `tokenizers`, so there is none.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Subwords {}

    impl Subwords {
        /// Refuses.
        ///
        /// # Errors
        /// Always, with what to do.
        pub fn load(_content: &[u8]) -> Result<Self, String> {
            Err("this genloss cannot read it; build it in with `cargo install genloss --features tokenizers`"
                .to_owned())
        }

        /// Cannot be called.
        pub fn tokens(self, _text: &str, _emit: impl FnMut(&str)) {
            match self {}
        }

        /// Cannot be called.
        pub fn ids(self, _text: &str, _emit: impl FnMut(u32)) {
            match self {}
        }

        /// Cannot be called.
        pub fn hash(self) -> u64 {
            match self {}
        }
    }
}

pub use loaded::Subwords;

#[cfg(all(test, feature = "tokenizers"))]
mod tests {
    use super::*;

    /// A WordPiece of a few pieces, lower-casing, split at spaces and punctuation.
    const SMALL: &str = r###"{"version":"1.0","truncation":{"direction":"Right","max_length":2,"strategy":"LongestFirst","stride":0},
        "padding":null,"added_tokens":[],"normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"BertPreTokenizer"},
        "post_processor":null,"decoder":null,"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
        "max_input_chars_per_word":100,"vocab":{"[UNK]":0,"un":1,"##believ":2,"##able":3,"cat":4,".":5}}}"###;

    fn split(subwords: Subwords, text: &str) -> Vec<String> {
        let mut out = Vec::new();
        subwords.tokens(text, |t| out.push(t.to_owned()));
        out
    }

    #[test]
    fn pieces_come_in_order_without_truncation() {
        let subwords = Subwords::load(SMALL.as_bytes()).unwrap();
        assert_eq!(
            split(subwords, "Unbelievable cat. Dog"),
            ["un", "##believ", "##able", "cat", ".", "[UNK]"]
        );
        assert_eq!(split(subwords, ""), Vec::<String>::new());
        assert_eq!(Subwords::load(SMALL.as_bytes()), Ok(subwords));
    }

    #[test]
    fn merges_are_never_left_out_by_chance() {
        let content = r#"{"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,
            "pre_tokenizer":null,"post_processor":null,"decoder":null,"model":{"type":"BPE","dropout":0.9,"unk_token":null,
            "continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":false,
            "vocab":{"a":0,"b":1,"ab":2,"abab":3},"merges":["a b","ab ab"]}}"#;
        let subwords = Subwords::load(content.as_bytes()).unwrap();
        for _ in 0..50 {
            assert_eq!(split(subwords, "ababab"), ["abab", "ab"]);
        }
    }

    #[test]
    fn other_files_are_refused_with_a_sentence() {
        for content in ["", "{}", "not json", r#"{"model":3}"#] {
            let said = Subwords::load(content.as_bytes()).unwrap_err();
            assert!(said.starts_with("not a tokenizer.json: ") && !said.contains('\n'), "{said}");
        }
    }
}
