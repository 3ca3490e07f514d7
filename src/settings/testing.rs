//! A value for every setting that is not its default, for tests of whatever follows from the table.

use super::{Asked, Entry, Setting, Settings, Spelled, TABLE, Value, What};

/// A value that changes what holds. Texts need no quotes in a shell.
pub(crate) fn example(setting: &Setting) -> Value {
    let list = |items: &[&str]| What::List(items.iter().map(|item| Value::from(*item)).collect()).into();
    let default = (setting.field.get)(&Asked::default());
    match (setting.key, setting.spelled) {
        ("paths", _) => list(&["a.parquet", "b.parquet"]),
        ("generation", _) => What::Table(vec![Entry::new("z", "runs/z"), Entry::new("a", "runs/a=1")]).into(),
        ("margins", _) => {
            let pair = What::List(vec![What::Number(0.9).into(), What::Number(0.75).into()]);
            What::Table(vec![Entry::new("tail-types-survival", pair)]).into()
        }
        ("requirement", _) => {
            let rule = [Entry::new("column", "score"), Entry::new("min", What::Number(0.5))];
            What::List(vec![What::Table(rule.to_vec()).into()]).into()
        }
        ("format", _) => list(&["json"]),
        ("metrics", _) => list(&["text", "mauve"]),
        ("tokenizer", _) => "chars".into(),
        ("fail-on", _) => list(&["late-collapse", "requirement"]),
        (_, Spelled::Text(_)) => "x-1".into(),
        (_, Spelled::Texts(_)) => list(&["x,1", "-y"]),
        (_, Spelled::Number(_)) => What::Number(0.25).into(),
        (_, Spelled::Count(_)) => What::Integer(300).into(),
        (_, Spelled::Path(_)) => What::Path("p/q".into()).into(),
        (_, Spelled::Choice(_, names)) => {
            let others = names().into_iter().map(Value::from).find(|name| Some(name) != default.as_ref());
            others.expect("a choice has two names")
        }
        (_, Spelled::Switch | Spelled::YesNo) => What::Bool(default != Some(What::Bool(true).into())).into(),
        (key, spelled) => panic!("write an example for {key}, which is {spelled:?}"),
    }
}

/// The settings that say these examples.
pub(crate) fn examples<'a>(settings: impl IntoIterator<Item = &'a &'static str>) -> Settings {
    let mut said = Settings::default();
    for key in settings {
        let setting = super::find(key).expect(key);
        said.put(setting, example(setting)).expect(key);
    }
    said
}

/// What holds where only this setting is said.
pub(crate) fn alone(setting: &Setting) -> Asked {
    examples(&[setting.key]).asked().expect(setting.key)
}

/// The keys of what is part of a report and can be said by flags. Corpora are without names: the two ways exclude each other.
pub(crate) fn keys_of_commands() -> Vec<&'static str> {
    let is_sayable = |s: &&Setting| s.apart.is_none() && s.beyond_flags.is_empty();
    TABLE.iter().filter(is_sayable).map(|s| s.key).collect()
}
