//! Files of parameters: YAML, JSON or TOML, flattened to dotted names. The only file that knows a reader of YAML.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::config_file;
use crate::error::Error;
use crate::files;

/// Reads a file of parameters: `{optimizer: {lr: 1e-5}, seeds: [1, 2]}` becomes `optimizer.lr`, `seeds.0` and `seeds.1`.
///
/// # Errors
/// [`Error::BadRecording`] where it cannot be read, has another ending, or is no table.
pub(super) fn read(path: &Path) -> Result<BTreeMap<String, String>, Error> {
    let bad = |problem: String| Error::BadRecording { path: path.to_owned(), problem };
    let bytes = files::read(path)
        .map_err(|e| bad(format!("cannot read the parameters: {e}; correct --params-file")))?;
    let text = String::from_utf8(bytes).map_err(|_| bad("is not UTF-8; save it as UTF-8".to_owned()))?;
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let value = match ending.as_deref() {
        Some("yaml" | "yml") => serde_saphyr::from_str::<Value>(&text).map_err(|e| first_line(&e)),
        Some("json") => serde_json::from_str(&text).map_err(|e| e.to_string()),
        Some("toml") => config_file::any(&text),
        _ => {
            return Err(bad(
                "ends in neither .yaml, .yml, .json nor .toml, so its format is unclear; rename it"
                    .to_owned(),
            ));
        }
    };
    match value.map_err(|problem| bad(format!("{problem}; correct the file")))? {
        Value::Object(map) => {
            let mut params = BTreeMap::new();
            map.into_iter().for_each(|(name, value)| flatten(name, value, &mut params));
            Ok(params)
        }
        _ => Err(bad("holds no table of names and values; parameters need names".to_owned())),
    }
}

/// Errors of YAML show an excerpt below their first line.
fn first_line(error: &impl ToString) -> String {
    let said = error.to_string();
    said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("is no YAML").to_owned()
}

fn flatten(name: String, value: Value, params: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            map.into_iter().for_each(|(key, value)| flatten(format!("{name}.{key}"), value, params));
        }
        Value::Array(items) if !items.is_empty() => {
            items
                .into_iter()
                .enumerate()
                .for_each(|(at, value)| flatten(format!("{name}.{at}"), value, params));
        }
        Value::String(text) => {
            params.insert(name, text);
        }
        value => {
            params.insert(name, value.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(name: &str, text: &str) -> Result<BTreeMap<String, String>, String> {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(name);
        std::fs::write(&path, text).unwrap();
        read(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn three_formats_say_the_same() {
        let yaml = "# made up\nbase: phi-2\noptimizer:\n  name: adamw\n  lr: 0.5\nseeds: [1, 2]\nbf16: true\nnotes: \"a: 'b'\\nc\"\n";
        let json = r#"{"base":"phi-2","optimizer":{"name":"adamw","lr":0.5},"seeds":[1,2],"bf16":true,"notes":"a: 'b'\nc"}"#;
        let toml = "base = \"phi-2\"\nseeds = [1, 2]\nbf16 = true\nnotes = \"a: 'b'\\nc\"\n[optimizer]\nname = \"adamw\"\nlr = 0.5\n";
        let read = params("a.yaml", yaml).unwrap();
        assert_eq!(read["optimizer.lr"], "0.5");
        assert_eq!((&*read["seeds.1"], &*read["bf16"], &*read["notes"]), ("2", "true", "a: 'b'\nc"));
        assert_eq!(params("a.json", json).unwrap(), read);
        assert_eq!(params("a.toml", toml).unwrap(), read);
        assert_eq!(params("d.toml", "day = 2026-11-28\n").unwrap()["day"], "2026-11-28");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for (name, text, expected) in [
            ("a.yaml", "- 1\n- 2\n", "holds no table"),
            ("a.yaml", "a: [", "correct the file"),
            ("a.json", "{", "correct the file"),
            ("a.toml", "a = ", "correct the file"),
            ("a.ini", "a=1", "ends in neither"),
        ] {
            let said = params(name, text).unwrap_err();
            assert!(said.contains(expected), "{said}");
        }
        // A thousand million laughs in nine lines.
        let mut bomb = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
        for at in 1..10 {
            bomb += &format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 10].join(", "));
        }
        assert!(params("bomb.yaml", &bomb).is_err());
    }
}
