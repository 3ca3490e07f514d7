//! What was taken off a text, or found about it, before anything is counted.

/// One thing that can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Trait {
    /// The prompt stood before the answer and was taken off.
    Echo,
    /// A chat template was around it; the model's turns were kept.
    Template,
    /// Special tokens or padding were taken off.
    Special,
    /// It reasons before (or around) the answer.
    Reasoning,
    /// The reasoning does not end, so that no answer comes.
    Unfinished,
    /// Turns stood in one text, as JSON or as Python prints them.
    Serialized,
    /// It begins like that and cannot be read so.
    Unparsed,
    /// The model called a tool and said nothing.
    ToolCall,
    /// Another role than the model wrote the row.
    OtherRole,
    /// An earlier turn of the model in a conversation of which each row is a message.
    EarlierTurn,
    /// Several turns of the model are one document.
    Joined,
    /// A role that is not known was taken for the model, since it alone answers.
    Guessed,
}

impl Trait {
    /// How many there are.
    pub const COUNT: usize = 12;
}

/// A set of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found(u16);

impl Found {
    /// Whether nothing was found.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this was found.
    pub fn has(self, what: Trait) -> bool {
        self.0 & (1 << what as u8) != 0
    }

    /// Whether the row is no document, and no silence either.
    pub fn is_left_out(self) -> bool {
        [Trait::OtherRole, Trait::EarlierTurn, Trait::ToolCall].into_iter().any(|what| self.has(what))
    }

    /// Notes one.
    pub(crate) fn add(&mut self, what: Trait) {
        self.0 |= 1 << what as u8;
    }

    /// Their positions.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..Trait::COUNT).filter(move |at| self.0 & (1 << at) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_added() {
        let mut found = Found::default();
        assert!(found.is_empty());
        found.add(Trait::Guessed);
        found.add(Trait::Echo);
        assert!(found.has(Trait::Echo) && !found.has(Trait::Template));
        assert_eq!(found.iter().collect::<Vec<_>>(), [0, Trait::COUNT - 1]);
    }
}
