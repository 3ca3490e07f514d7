//! Partitions as columns, and the order of generations that a shell gave.

use std::fs;
use std::path::Path;

use super::{config, plan, read, with_columns};
use crate::read::fixture::{Table, ints, texts};

fn write(folder: &Path, place: &str, table: Table) {
    fs::create_dir_all(folder.join(place)).unwrap();
    table.write(&folder.join(place), "part-0.parquet");
}

fn text(value: &str) -> Table {
    Table::of("response", texts([value])).and("prompt_id", ints([1]))
}

#[test]
fn generations_come_from_folders_in_the_order_of_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    for n in [10, 9, 0] {
        write(folder.path(), &format!("t/generation={n}/lang=en%20uk"), text(&format!("text {n}")));
    }
    let asked = with_columns(config(&[folder.path().join("t")]), |c| {
        c.generation = Some("generation".to_owned());
        c.slice = Some("lang".to_owned());
    });
    let plan = plan(&asked).unwrap();
    let names: Vec<&str> = plan.generations.iter().map(|g| g.name.as_str()).collect();
    assert_eq!((names.as_slice(), plan.columns.text.as_str()), (&["0", "9", "10"][..], "response"));
    let mut rows = read(&plan).unwrap();
    rows.sort_by_key(|row| row.generation);
    let found: Vec<_> =
        rows.iter().map(|r| (r.text.as_deref().unwrap(), r.slice.as_deref().unwrap())).collect();
    assert_eq!(found, [("text 0", "en uk"), ("text 9", "en uk"), ("text 10", "en uk")]);
}

#[test]
fn a_column_of_the_file_wins_and_null_is_null() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a/lang=en", text("x").and("lang", texts(["from the file"])));
    write(folder.path(), "a/lang=__HIVE_DEFAULT_PARTITION__", text("y"));
    write(folder.path(), "b/lang=fr", text("z"));
    let paths = ["a", "b"].map(|name| folder.path().join(name));
    let asked = with_columns(config(&paths), |c| c.slice = Some("lang".to_owned()));
    let slices: Vec<_> = read(&plan(&asked).unwrap()).unwrap().into_iter().map(|row| row.slice).collect();
    assert_eq!(slices, [None, Some("from the file".to_owned()), Some("fr".to_owned())]);
}

#[test]
fn settings_in_folders_are_settings() {
    let folder = tempfile::tempdir().unwrap();
    for (name, temperature) in [("a", "1.0"), ("b", "0.2")] {
        write(folder.path(), &format!("{name}/temperature={temperature}"), text("x"));
    }
    let plan = plan(&config(&["a", "b"].map(|name| folder.path().join(name)))).unwrap();
    let found: Vec<_> = plan.generations.iter().map(|g| g.sampling.clone()).collect();
    let is = |value: &str| vec![("temperature".to_owned(), vec![value.to_owned()])];
    assert_eq!(found, [is("1"), is("0.2")]);
}

#[test]
fn partitions_serve_only_where_they_are_named() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "t/key=1/generation=0", Table::of("response", texts(["x"])));
    write(folder.path(), "t/key=1/generation=1", Table::of("response", texts(["y"])));
    let one = config(&[folder.path().join("t")]);
    let said = plan(&one).unwrap_err().to_string();
    assert!(
        said.contains("partitioned by `generation` (0, 1): try `columns.generation` generation"),
        "{said}"
    );
    let two = ["0", "1"].map(|n| folder.path().join(format!("t/key=1/generation={n}")));
    let found = plan(&config(&two)).unwrap();
    assert_eq!((found.columns.key, found.columns.text.as_str()), (None, "response"));
    let as_score = with_columns(config(&two), |c| c.score = vec!["key".to_owned()]);
    let said = plan(&as_score).unwrap_err().to_string();
    assert!(said.contains("`key` holds a partition of its folder, expected numbers"), "{said}");
}

#[test]
fn paths_in_the_order_of_a_shell_are_put_in_that_of_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let paths =
        ["gen1", "gen10", "gen2"].map(|name| text(name).write(folder.path(), &format!("{name}.parquet")));
    let names = |asked: &crate::config::Config| {
        let plan = plan(asked).unwrap();
        let told = plan.warnings.into_iter().find(|w| w.code == "order").map_or(String::new(), |w| w.message);
        (plan.generations.into_iter().map(|g| g.name).collect::<Vec<_>>().join(" "), told)
    };
    let (order, told) = names(&config(&paths));
    assert_eq!(order, "gen1 gen2 gen10");
    assert!(told.ends_with("the order of their numbers: gen1, gen2, gen10"), "{told}");

    let mut referenced = config(&paths);
    referenced.reference = Some("gen10".to_owned());
    let (order, told) = names(&referenced);
    assert_eq!(order, "gen10 gen1 gen2");
    assert!(told.contains("which is not that of their numbers"), "{told}");

    let mut named = config(&paths);
    named
        .generations
        .iter_mut()
        .zip(["gen1", "gen10", "gen2"])
        .for_each(|(g, name)| g.name = Some(name.to_owned()));
    assert_eq!(names(&named), ("gen1 gen10 gen2".to_owned(), String::new()));
}
