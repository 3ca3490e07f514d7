//! Columns whose values come in another form: read, or warned of by name.

use arrow_schema::DataType;

use super::{config, plan, read_table, rows};
use crate::read::Plan;
use crate::read::fixture::{
    Table, Values, as_type, bytes, decimals, doubles, fixed_bytes, ints, lists, records, singles, texts,
    whole_decimals, write_uuids,
};
use crate::terms::{ColumnRole, Vector};

const DIMENSIONS: usize = 8;

fn numbers() -> Vec<f32> {
    (0..4 * DIMENSIONS).map(|i| ((i * 37 % 101) as f32 - 50.0) / 33.0).collect()
}

/// Four rows of vectors.
fn of(values: Values) -> Values {
    lists(values, &[Some(DIMENSIONS); 4])
}

fn with(name: &str, values: Values) -> Table {
    Table::of("response", texts(["a b", "c d", "e f", "g h"]))
        .and("prompt_id", ints([1, 2, 3, 4]))
        .and(name, values)
}

/// Reads the vectors of a table.
fn vectors(table: Table) -> (Plan, Vec<Vec<f32>>) {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(&super::twice(folder.path(), table)).unwrap();
    let mut found = Vec::new();
    rows(&plan, &plan.tasks[0], &mut |row| {
        if let Vector::Values(values) = row.embedding {
            found.push(values.to_vec());
        }
    })
    .unwrap();
    (plan, found)
}

fn told(plan: &Plan) -> String {
    plan.warnings.iter().map(|w| format!("{}: {}\n", w.code, w.message)).collect()
}

#[test]
fn embeddings_of_every_type_are_the_same_numbers() {
    let expected: Vec<Vec<f32>> = numbers().chunks(DIMENSIONS).map(<[f32]>::to_vec).collect();
    let rows = || expected.iter();
    let json: Vec<String> = rows().map(|row| format!("{row:?}")).collect();
    let python: Vec<String> = json.iter().map(|text| text.replace(',', " ")).collect();
    let packed: Vec<Vec<u8>> = rows().map(|row| row.iter().flat_map(|x| x.to_le_bytes()).collect()).collect();
    let wide: Vec<Vec<u8>> =
        rows().map(|row| row.iter().flat_map(|x| f64::from(*x).to_le_bytes()).collect()).collect();
    let n = 4 * DIMENSIONS;
    let dense = records(vec![
        ("type", ints([1; 4])),
        ("indices", lists(ints(Vec::<i64>::new()), &[None; 4])),
        ("values", of(doubles(numbers().into_iter().map(f64::from)))),
    ]);
    let columns: [(&str, Values); 7] = [
        ("JSON", texts(json.iter().map(String::as_str))),
        ("numpy", texts(python.iter().map(String::as_str))),
        ("[1, d]", lists(of(singles(numbers())), &[Some(1); 4])),
        ("bytes", bytes(packed.iter().map(Vec::as_slice).collect())),
        ("fixed bytes", fixed_bytes(&packed)),
        ("64-bit bytes", fixed_bytes(&wide)),
        ("Spark", dense),
    ];
    for (what, column) in columns {
        let (plan, found) = vectors(with("embedding", column));
        assert_eq!(plan.columns.embedding.as_deref(), Some("embedding"), "{what}: {}", told(&plan));
        assert_eq!(found, expected, "{what}");
        assert!(told(&plan).contains("column-read-as: column `embedding` holds"), "{what}");
    }
    for (what, column) in [
        ("ints", ints((0..n as i64).map(|i| i * 37 % 101 - 50))),
        ("small", as_type(&DataType::Int8, &ints((0..n as i64).map(|i| i * 37 % 101 - 50)))),
        ("decimals", decimals((0..n as i128).map(|i| (i * 37 % 101 - 50) * 100).collect())),
    ] {
        let (_, found) = vectors(with("embedding", of(column)));
        assert_eq!(found[0][..3], [-50.0, -13.0, 24.0], "{what}");
    }
}

#[test]
fn bfloat16_is_read_where_it_is_declared() {
    let brain = |x: &f32| x.to_bits() >> 16;
    let expected: Vec<f32> = numbers().iter().map(|x| f32::from_bits(brain(x) << 16)).collect();
    let packed: Vec<Vec<u8>> = numbers()
        .chunks(DIMENSIONS)
        .map(|row| row.iter().flat_map(|x| (brain(x) as u16).to_le_bytes()).collect())
        .collect();
    let bits = of(as_type(&DataType::UInt16, &ints(numbers().iter().map(|x| i64::from(brain(x))))));
    for column in [fixed_bytes(&packed), bits] {
        let table = || with("embedding", column.clone());
        let (_, found) = vectors(table().setting("embedding_dtype", "bfloat16"));
        assert_eq!(found.concat(), expected);
        let (plan, _) = read_table(table(), |_| {});
        assert_eq!(plan.columns.embedding, None);
        assert!(
            told(&plan).contains("column-not-used: not read as the embedding: `embedding` holds"),
            "{}",
            told(&plan)
        );
    }
}

#[test]
fn vectors_that_cannot_be_read_are_named() {
    let sparse = records(vec![
        ("indices", lists(ints(0..8), &[Some(2); 4])),
        ("values", lists(doubles((0..8).map(f64::from)), &[Some(2); 4])),
    ]);
    let columns: [Values; 4] = [
        texts(["not numbers", "x", "y", "z"]),
        lists(of(singles(numbers())), &[Some(2), Some(0), Some(1), Some(1)]),
        sparse,
        ints([1, 2, 3, 4]),
    ];
    for column in columns {
        let (plan, _) = read_table(with("embedding", column), |_| {});
        assert_eq!(plan.columns.embedding, None);
        assert!(told(&plan).contains("not read as the embedding: `embedding` holds"), "{}", told(&plan));
    }
}

#[test]
fn scores_as_text_decimals_and_lists_of_one_are_numbers() {
    let columns: [(Values, Option<f64>); 3] = [
        (texts([Some("0.9"), Some(" 1e-1"), None, Some("2")]), Some(0.9)),
        (lists(doubles([0.5, 0.25, 1.0, 2.0]), &[Some(1); 4]), Some(0.5)),
        (lists(texts(["3", "4", "5", "6"]), &[Some(1); 4]), Some(3.0)),
    ];
    for (column, first) in columns {
        let (plan, rows) = read_table(with("score", column), |_| {});
        assert_eq!(plan.columns.names(ColumnRole::Score).next(), Some("score"));
        assert_eq!(rows[0].score, first);
        assert!(told(&plan).contains("column `score` holds"), "{}", told(&plan));
    }
    for column in [texts(["good", "bad", "good", "0.5"]), lists(doubles([1.0; 8]), &[Some(2); 4])] {
        let (plan, rows) = read_table(with("score", column), |_| {});
        assert_eq!((plan.columns.data.len(), rows[0].score), (0, None));
        assert!(told(&plan).contains("not read as the score: `score` holds"), "{}", told(&plan));
    }
}

#[test]
fn keys_of_every_type_pair_with_their_plain_spelling() {
    let keys = |column: Values| {
        let table = Table::of("response", texts(["a b", "c d"])).and("prompt_id", column);
        let (plan, rows) = read_table(table, |_| {});
        assert_eq!(plan.columns.key.as_deref(), Some("prompt_id"));
        let said = told(&plan);
        (rows.into_iter().map(|row| row.key.unwrap()).collect::<Vec<_>>(), said)
    };
    let long = 123_456_789_012_345_678_901_i128;
    let (found, said) = keys(whole_decimals(vec![7, long]));
    assert_eq!(found, ["7".to_owned(), long.to_string()]);
    assert!(said.contains("column `prompt_id` holds Decimal128(38, 0)"), "{said}");
    assert_eq!(keys(decimals(vec![700, 1050])).0, ["7", "10.5"]);
    assert_eq!(keys(bytes(vec![b"q1", b"q2"])).0, ["q1", "q2"]);
    assert_eq!(keys(bytes(vec![&[0xff, 0x01], &[0x00]])).0, ["ff01", "00"]);
    assert_eq!(keys(ints([7, 8])).1, "");
}

#[test]
fn uuids_are_spelled_as_text_would_be() {
    let folder = tempfile::tempdir().unwrap();
    let ids = [[0x12; 16], *b"\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff"];
    let typed = write_uuids(folder.path(), "typed.parquet", &ids);
    let spelled = ["12121212-1212-1212-1212-121212121212", "00112233-4455-6677-8899-aabbccddeeff"];
    let plain = Table::of("text", texts(["a b", "c d"])).and("prompt_id", texts(spelled));
    let plan = plan(&config(&[typed, plain.write(folder.path(), "plain.parquet")])).unwrap();
    let keys: Vec<String> = super::read(&plan).unwrap().into_iter().filter_map(|row| row.key).collect();
    assert_eq!(keys[..2], spelled);
    assert_eq!(keys[2..], spelled);
}

#[test]
fn chat_prompts_are_keys_and_prompts() {
    let chat = |contents: [&str; 3]| {
        let turns = vec![("role", texts(["user", "system", "user"])), ("content", texts(contents))];
        lists(records(turns), &[Some(1), Some(2)])
    };
    let table =
        Table::of("prompt", chat(["one?", "Be brief.", "two?"])).and("completion", texts(["a b", "c d"]));
    let (plan, found) = read_table(table, |_| {});
    assert_eq!(
        (plan.columns.key.as_deref(), plan.columns.prompt.as_deref()),
        (Some("prompt"), Some("prompt"))
    );
    let keys: Vec<_> = found.iter().map(|row| row.key.as_deref().unwrap()).collect();
    assert_eq!(keys, ["one?", "system: Be brief.\nuser: two?"]);
    assert!(told(&plan).contains("column `prompt` holds chat messages"), "{}", told(&plan));
}
