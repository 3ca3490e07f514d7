//! Collects the sampling settings that a corpus states, in columns or in file metadata: a changed temperature
//! explains a loss before any training does.

use twox_hash::XxHash3_64;

use super::names::SETTINGS;
use super::order::by_number;
use super::parquet::{Batch, File};
use super::{Layout, Task};
use crate::error::Error;

/// Values kept of each setting; more say no more than "it varies".
const KEPT: usize = 8;
/// Characters kept of a value: system prompts can be pages long.
const SHOWN_CHARS: usize = 200;

/// The distinct values of each setting, sorted.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings([Vec<String>; SETTINGS.len()]);

/// Where a file keeps settings: (position in [`SETTINGS`], number of the slot).
pub(super) type Roots = [(usize, usize)];

impl Settings {
    /// Adds what the metadata of a file says.
    pub(super) fn add_file(&mut self, file: &File) {
        for (setting, name) in SETTINGS.iter().enumerate() {
            file.setting(name).for_each(|value| self.add(setting, value));
        }
    }

    /// Adds what the rows of a task say.
    pub(super) fn add_rows(&mut self, file: &File, layout: &Layout, task: &Task) -> Result<(), Error> {
        let slots = layout.beside();
        let mut buffer = String::new();
        for batch in file.read(task.row_group, task.n_rows, &slots)? {
            let batch = batch?;
            for row in 0..batch.n_rows {
                self.add_row(&batch, &layout.settings, row, &mut buffer);
            }
        }
        Ok(())
    }

    /// Adds what one row says.
    pub(super) fn add_row(&mut self, batch: &Batch, roots: &Roots, row: usize, buffer: &mut String) {
        for &(setting, root) in roots {
            if let Some(value) = batch.column(Some(root)).canonical(row, buffer) {
                self.add(setting, value);
            }
        }
    }

    /// Keeps the smallest values, so that the order of the rows does not matter.
    fn add(&mut self, setting: usize, value: &str) {
        let is_text = SETTINGS[setting] == "system_prompt";
        let number = if is_text { None } else { value.trim().parse().ok().filter(|v: &f64| v.is_finite()) };
        let value = number.map_or_else(|| shorten(value), |number| number.to_string());
        let values = &mut self.0[setting];
        if let Err(place) = values.binary_search_by(|known| by_number(known, &value)) {
            values.insert(place, value);
            values.truncate(KEPT);
        }
    }

    /// Returns the settings that have values.
    pub(super) fn list(self) -> Vec<(String, Vec<String>)> {
        let pairs = SETTINGS.iter().map(ToString::to_string).zip(self.0);
        pairs.filter(|(_, values)| !values.is_empty()).collect()
    }
}

/// The values of one setting in two parts of a corpus: as if both had been read at once.
pub(crate) fn joined(mut some: Vec<String>, more: Vec<String>) -> Vec<String> {
    some.extend(more);
    some.sort_by(|a, b| by_number(a, b));
    some.dedup();
    some.truncate(KEPT);
    some
}

/// Cuts a long value and adds its hash, so that values that differ behind the cut stay different.
pub(super) fn shorten(value: &str) -> String {
    match value.char_indices().nth(SHOWN_CHARS) {
        None => value.to_owned(),
        Some((end, _)) => format!("{}… (xxh3 {:016x})", &value[..end], XxHash3_64::oneshot(value.as_bytes())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(setting: &str, values: &[&str]) -> Vec<String> {
        let position = SETTINGS.iter().position(|name| *name == setting).unwrap();
        let mut settings = Settings::default();
        values.iter().for_each(|value| settings.add(position, value));
        settings.list().into_iter().next().unwrap().1
    }

    #[test]
    fn spellings_of_one_number_are_one_value() {
        assert_eq!(values("temperature", &["1", "0.70", "1.0", "0.7"]), ["0.7", "1"]);
    }

    #[test]
    fn the_smallest_values_are_kept_in_any_order() {
        let up: Vec<String> = (0..20).map(|i| i.to_string()).collect();
        let down: Vec<&str> = up.iter().rev().map(String::as_str).collect();
        let expected = ["0", "1", "2", "3", "4", "5", "6", "7"];
        assert_eq!(values("max_tokens", &down), expected);
        assert_eq!(values("max_tokens", &up.iter().map(String::as_str).collect::<Vec<_>>()), expected);
    }

    #[test]
    fn parts_say_what_the_whole_says() {
        let up: Vec<String> = (0..20).map(|i| i.to_string()).collect();
        let list =
            |part: &[String]| values("max_tokens", &part.iter().map(String::as_str).collect::<Vec<_>>());
        for at in 1..20 {
            assert_eq!(joined(list(&up[at..]), list(&up[..at])), list(&up), "{at}");
        }
    }

    #[test]
    fn long_prompts_stay_distinct() {
        let (a, b) = (format!("{}a", "é".repeat(300)), format!("{}b", "é".repeat(300)));
        let kept = values("system_prompt", &[&a, &b, &a]);
        assert_eq!(kept.len(), 2);
        assert!(kept[0].starts_with(&"é".repeat(200)) && kept[0].len() < 450);
    }

    #[test]
    fn a_system_prompt_is_never_read_as_a_number() {
        assert_eq!(values("system_prompt", &["1.0", "1"]), ["1", "1.0"]);
    }
}
