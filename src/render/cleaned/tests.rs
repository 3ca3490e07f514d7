//! Cleaned copies, read back.

use std::collections::HashMap;
use std::fs::{self, File};

use arrow_array::builder::{Int64Builder, ListBuilder, StringDictionaryBuilder};
use arrow_array::types::Int8Type;
use arrow_array::{Array, LargeStringArray, TimestampMicrosecondArray};
use arrow_schema::{Field, Schema};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::*;
use crate::audit::clean::going;
use crate::audit::{near, overlap};
use crate::config::{Config, Source};
use crate::progress::Silent;

/// Texts of which row 3 repeats row 1, row 5 nearly repeats row 2 and row 4 is a benchmark's.
fn texts() -> Vec<Option<String>> {
    let text = |of: u32| (0..60).map(|at| format!("w{of}x{at}")).collect::<Vec<_>>().join(" ");
    let near = text(2).replace("w2x30", "other");
    vec![Some(text(0)), Some(text(1)), Some(text(2)), Some(text(1)), Some(text(4)), Some(near), None]
}

fn batch() -> RecordBatch {
    let texts = texts();
    let n = texts.len();
    let (mut labels, mut lists) =
        (StringDictionaryBuilder::<Int8Type>::new(), ListBuilder::new(Int64Builder::new()));
    for at in 0..n {
        labels.append_value(["a", "b"][at % 2]);
        lists.append_value([Some(at as i64), None]);
    }
    let times =
        TimestampMicrosecondArray::from_iter_values((0..n).map(|at| at as i64)).with_timezone("+02:00");
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("prompt_id", Arc::new(StringArray::from_iter_values((0..n).map(|at| format!("k{at}"))))),
        ("text", Arc::new(LargeStringArray::from(texts))),
        ("label", Arc::new(labels.finish())),
        ("tags", Arc::new(lists.finish())),
        ("at", Arc::new(times)),
    ];
    let note = |key: &str, value: &str| HashMap::from([(key.to_owned(), value.to_owned())]);
    let fields = columns.iter().map(|(name, values)| {
        Field::new(*name, values.data_type().clone(), true).with_metadata(note("of", name))
    });
    let schema = Schema::new(fields.collect::<Vec<_>>()).with_metadata(note("made", "by hand"));
    RecordBatch::try_new(Arc::new(schema), columns.into_iter().map(|(_, values)| values).collect()).unwrap()
}

fn put(path: &Path, batch: &RecordBatch) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(3))
        .set_key_value_metadata(Some(vec![KeyValue::new("pandas".to_owned(), "{}".to_owned())]))
        .build();
    let mut writer =
        ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

fn take(path: &Path) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let mut batches = reader.with_batch_size(1000).build().unwrap();
    let batch = batches.next().unwrap().unwrap();
    assert!(batches.next().is_none());
    batch
}

fn read(path: &Path) -> Rows {
    let source = Source { name: None, paths: vec![path.to_owned()] };
    let config = Config { generations: vec![source], ..Config::default() };
    Rows::read(&config, None, &Silent).unwrap()
}

fn clean(mix: Rows, others: Vec<Rows>, dir: &Path) -> Result<Cleaned, Error> {
    let found: Vec<_> = others.iter().map(|other| overlap::find(&mix.texts, &other.texts)).collect();
    let going = going(&near::find(&mix.texts), &found);
    let removal = Removal { mix, others, found, going };
    let leaks = leaks(&removal, &Silent)?;
    assert_eq!(leaks.is_some(), !removal.others.is_empty());
    write(dir, &removal, &Silent)
}

#[test]
fn columns_types_and_order_are_kept_and_the_manifest_says_why() {
    let root = tempfile::tempdir().unwrap();
    let batch = batch();
    put(&root.path().join("mix/a.parquet"), &batch);
    put(&root.path().join("mix/b/a.parquet"), &batch);
    put(&root.path().join("bench.parquet"), &batch.slice(4, 1));
    let (mix, bench) = (read(&root.path().join("mix")), read(&root.path().join("bench.parquet")));
    let dir = root.path().join("out");
    let cleaned = clean(mix, vec![bench], &dir).unwrap();
    let names: Vec<_> =
        cleaned.paths.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["a.parquet", "a-2.parquet", MANIFEST]);
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 3, "and nothing beside them");
    let first = take(&dir.join("a.parquet"));
    assert_eq!(first.schema(), take(&root.path().join("mix/a.parquet")).schema());
    let kept = [0, 1, 2, 6].map(|at| batch.slice(at, 1));
    for (at, row) in kept.iter().enumerate() {
        for (column, expected) in row.columns().iter().enumerate() {
            assert_eq!(&first.column(column).slice(at, 1), expected, "{at} {column}");
        }
    }
    assert_eq!(first.num_rows(), 4);
    assert_eq!(take(&dir.join("a-2.parquet")).num_rows(), 1, "all but the one without a text are copies");
    assert_eq!(cleaned.stayed, 5);
    let went = [(Reason::Leaked, 2), (Reason::ExactDuplicate, 6), (Reason::NearDuplicate, 1)];
    assert_eq!(cleaned.went, went.into());
    let manifest = take(&dir.join(MANIFEST));
    let column = |name: &str| manifest.column_by_name(name).unwrap();
    let text = |name: &str| column(name).as_any().downcast_ref::<StringArray>().unwrap();
    let number = |name: &str| column(name).as_any().downcast_ref::<Int64Array>().unwrap();
    let likeness = column("likeness").as_any().downcast_ref::<Float64Array>().unwrap();
    let said: Vec<_> = (0..3)
        .map(|at| {
            (
                text("key").value(at),
                text("reason").value(at),
                number("row").value(at),
                number("of_row").value(at),
            )
        })
        .collect();
    assert_eq!(
        said,
        [("k3", "exact-duplicate", 3, 1), ("k4", "leaked", 4, 0), ("k5", "near-duplicate", 5, 2)]
    );
    assert!(likeness.is_null(1) && (0.8..1.0).contains(&likeness.value(2)));
    assert_eq!((text("source").value(1), text("kind").value(1)), ("bench", "verbatim"));
    assert!(text("source").is_null(0));
    assert!(text("file").value(8).ends_with("mix/b/a.parquet"));
    // A cleaned mix has nothing to clean.
    assert!(going(&near::find(&read(&dir.join("a.parquet")).texts), &[]).is_empty());
}

/// As writers other than Arrow's make files: lists whose parts have other names, a text that is said to be JSON, a column that is never
/// null, old times, and no schema of Arrow's.
#[test]
fn columns_stay_what_they_are_in_parquets_own_words() {
    use crate::read::fixture::foreign;
    let root = tempfile::tempdir().unwrap();
    for old_times in [false, true] {
        let (path, dir) = (root.path().join("mix.parquet"), root.path().join(format!("out-{old_times}")));
        foreign(&path, 40, old_times);
        let before = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap()).unwrap();
        clean(read(&path), Vec::new(), &dir).unwrap();
        let after =
            ParquetRecordBatchReaderBuilder::try_new(File::open(dir.join("mix.parquet")).unwrap()).unwrap();
        assert_eq!(before.schema(), after.schema());
        assert_eq!(before.parquet_schema() == after.parquet_schema(), !old_times);
        let pairs = after.metadata().file_metadata().key_value_metadata();
        assert!(pairs.is_none_or(|pairs| pairs.iter().all(|pair| pair.key != "ARROW:schema")));
        assert_eq!(take(&path), take(&dir.join("mix.parquet")));
    }
}

#[test]
fn a_file_that_changes_meanwhile_is_refused_and_nothing_is_left() {
    let root = tempfile::tempdir().unwrap();
    let (path, dir) = (root.path().join("mix.parquet"), root.path().join("out"));
    put(&path, &batch());
    let mix = read(&path);
    put(&root.path().join("other.parquet"), &batch().slice(0, 5));
    fs::rename(root.path().join("other.parquet"), &path).unwrap();
    let error = clean(mix, Vec::new(), &dir).unwrap_err();
    assert!(format!("{error:?}").contains("was replaced or written to"), "{error:?}");
    assert!(!dir.exists());
}

#[test]
fn a_folder_in_the_mix_or_with_files_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let mix = root.path().join("mix");
    put(&mix.join("a.parquet"), &batch());
    let refused = |dir: &Path, input: &Path| check(dir, &[input.to_owned()]).unwrap_err().to_string();
    for dir in [mix.clone(), mix.join("clean"), mix.join("new/../below"), root.path().join("x/../mix")] {
        assert!(refused(&dir, &mix).contains("a folder outside of it"), "{}", dir.display());
    }
    assert!(refused(&mix, &mix.join("a.parquet")).contains("a folder outside of it"));
    check(&mix.join("clean"), &[mix.join("a.parquet")]).unwrap();
    check(&root.path().join("mix-clean"), std::slice::from_ref(&mix)).unwrap();
    fs::create_dir(root.path().join("full")).unwrap();
    fs::write(root.path().join("full/x"), "x").unwrap();
    assert!(refused(&root.path().join("full"), &mix).contains("holds files already"));
}

#[test]
fn what_has_no_columns_of_exact_types_is_refused_and_nothing_is_left() {
    let root = tempfile::tempdir().unwrap();
    let lines: Vec<String> =
        texts().into_iter().flatten().map(|text| format!("{{\"text\":\"{text}\"}}\n")).collect();
    fs::write(root.path().join("mix.jsonl"), lines.concat()).unwrap();
    let dir = root.path().join("out");
    let error = clean(read(&root.path().join("mix.jsonl")), Vec::new(), &dir).unwrap_err().to_string();
    assert!(error.contains("mix.jsonl: not Parquet"), "{error}");
    assert!(!dir.exists());
}
