//! Outputs of several generations in columns of one table: `chosen` against `rejected`. Each file is shown with its own column under one
//! name, which stands for all of them, so that everything behind knows one text column as ever.

use super::parquet::File;
use super::paths::Found;
use crate::config::{Columns, Config};
use crate::error::Error;

/// What stands between the columns in the name that stands for all of them.
const BETWEEN: &str = " | ";

/// The columns that paths name, generation by generation, and the name that stands for them; `None` where none does.
#[derive(Debug)]
pub(super) struct Outputs {
    columns: Vec<String>,
    /// What the text column is called.
    pub(super) name: String,
}

impl Outputs {
    /// Collects them.
    ///
    /// # Errors
    /// [`Error::BadSetting`] where some generations name a column and nothing says that of the others.
    pub(super) fn of(found: &[Found], wanted: &Columns) -> Result<Option<Self>, Error> {
        if found.iter().all(|corpus| corpus.column.is_none()) {
            return Ok(None);
        }
        let column = |corpus: &Found| {
            let column = corpus.column.clone().or_else(|| wanted.text.clone());
            column.ok_or_else(|| Error::BadSetting {
                setting: "generations".to_owned(),
                problem: format!(
                    "`{}` names no column and another generation does; name one behind each path, as in \
                     pairs.parquet#chosen, or in `columns.text` for the rest",
                    corpus.name
                ),
            })
        };
        let columns = found.iter().map(column).collect::<Result<Vec<String>, Error>>()?;
        let mut different: Vec<&str> = Vec::new();
        for column in &columns {
            if !different.contains(&column.as_str()) {
                different.push(column);
            }
        }
        let name = different.join(BETWEEN);
        Ok(Some(Self { columns, name }))
    }

    /// The settings under which the files are read.
    pub(super) fn settle(&self, config: &Config) -> Config {
        let columns = Columns { text: Some(self.name.clone()), ..config.columns.clone() };
        Config { columns, ..config.clone() }
    }

    /// Shows a file of a generation with its column under the common name.
    ///
    /// # Errors
    /// [`Error::BadSetting`] where the file has no such column, or only a part of one where generations differ.
    pub(super) fn put(&self, generation: usize, file: File) -> Result<File, Error> {
        let column = &self.columns[generation];
        if *column == self.name {
            return Ok(file);
        }
        let path = file.path.display().to_string();
        file.with_name(column, &self.name).map_err(|found| Error::BadSetting {
            setting: "generations".to_owned(),
            problem: format!(
                "{path} has no column `{column}` that could stand beside `{}`; it has {found}",
                self.name
            ),
        })
    }
}
