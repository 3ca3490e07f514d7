//! Turns the schemas of a file into [`Column`]s.

use std::collections::BTreeMap;

use arrow_schema::{DataType, Field, Schema as ArrowSchema};
use parquet::arrow::parquet_to_arrow_schema;
use parquet::basic::{ConvertedType, LogicalType};
use parquet::file::metadata::ParquetMetaData;
use parquet::schema::types::{SchemaDescriptor, Type};

use crate::read::schema::Column;
use crate::read::shape::{DEEPEST, Shape};

/// Lists the top-level columns with the Parquet root and the leaves each one comes from.
pub(super) fn columns(schema: &ArrowSchema, parquet: &SchemaDescriptor) -> Vec<Column> {
    let roots = parquet.root_schema().get_fields();
    let (mut next, mut leaf) = (0, 0);
    let mut columns = Vec::new();
    for field in schema.fields() {
        // Arrow drops groups without leaves, so positions may differ; the order never does.
        let rest = roots.iter().skip(next);
        next += rest.take_while(|root| root.name() != field.name()).count();
        let shape = match roots.get(next).and_then(|root| declared(root)) {
            Some(declared) => declared,
            None => shape(field.data_type(), 0),
        };
        let column = Column::new(field.name(), shape, next, leaf);
        leaf = column.leaves.end;
        columns.push(Column { type_name: field.data_type().to_string(), ..column });
        next += 1;
    }
    columns
}

/// Lists the columns of a table in memory; their roots are their positions.
pub(super) fn of_schema(schema: &ArrowSchema) -> Vec<Column> {
    let mut leaf = 0;
    let column = |(root, field): (usize, &std::sync::Arc<Field>)| {
        let is_uuid = *field.data_type() == DataType::FixedSizeBinary(16)
            && field.metadata().get("ARROW:extension:name").is_some_and(|name| name == "arrow.uuid");
        let shape = if is_uuid { Shape::Uuid } else { shape(field.data_type(), 0) };
        let column = Column::new(field.name(), shape, root, leaf);
        leaf = column.leaves.end;
        Column { type_name: field.data_type().to_string(), ..column }
    };
    schema.fields().iter().enumerate().map(column).collect()
}

/// What a Parquet column is declared to be, where Arrow's type does not say so.
fn declared(root: &Type) -> Option<Shape> {
    if !root.is_primitive() || root.get_basic_info().repetition() == parquet::basic::Repetition::REPEATED {
        return None;
    }
    match root.get_basic_info().logical_type_ref() {
        Some(LogicalType::Uuid) => Some(Shape::Uuid),
        Some(LogicalType::Enum) => Some(Shape::Text),
        None if root.get_basic_info().converted_type() == ConvertedType::ENUM => Some(Shape::Text),
        _ => None,
    }
}

/// The shape of an Arrow type.
fn shape(data_type: &DataType, depth: usize) -> Shape {
    let deeper = |data_type: &DataType| shape(data_type, depth + 1);
    if depth >= DEEPEST && data_type.is_nested() {
        return Shape::Other(n_leaves(data_type));
    }
    match data_type {
        DataType::Struct(fields) => {
            Shape::Record(fields.iter().map(|f| (f.name().clone(), deeper(f.data_type()))).collect())
        }
        DataType::Map(entries, _) => Shape::Map(Box::new(deeper(entries.data_type()))),
        other => match element(other) {
            Some(item) => Shape::list(deeper(item.data_type())),
            None => flat(other),
        },
    }
}

/// The shape of an Arrow type without parts.
pub(super) fn flat(data_type: &DataType) -> Shape {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Shape::Text,
        DataType::Dictionary(_, values) => flat(values),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => Shape::Float,
        DataType::Boolean => Shape::Bool,
        DataType::Null => Shape::Null,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            Shape::Bytes
        }
        other if other.is_integer() => Shape::Integer,
        other if other.is_decimal() => Shape::Decimal,
        _ => Shape::Other(1),
    }
}

/// The element of a list type.
pub(super) fn element(data_type: &DataType) -> Option<&Field> {
    match data_type {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => Some(item),
        _ => None,
    }
}

/// The leaves of a type that is not looked into; a list of what is to be visited instead of a recursion, because a footer
/// can claim any depth.
fn n_leaves(data_type: &DataType) -> usize {
    let (mut open, mut n) = (vec![data_type], 0);
    while let Some(data_type) = open.pop() {
        match data_type {
            DataType::Struct(fields) => open.extend(fields.iter().map(|field| field.data_type())),
            DataType::Map(entries, _) => open.push(entries.data_type()),
            other => match element(other) {
                Some(item) => open.push(item.data_type()),
                None => n += 1,
            },
        }
    }
    n
}

/// What the schema that the writer embedded says of a column beside its type.
pub(super) fn notes(metadata: &ParquetMetaData, name: &str) -> BTreeMap<String, String> {
    let file = metadata.file_metadata();
    let schema = parquet_to_arrow_schema(file.schema_descr(), file.key_value_metadata());
    schema.map(|schema| notes_of(&schema, name)).unwrap_or_default()
}

/// What a schema says of a column beside its type.
pub(super) fn notes_of(schema: &ArrowSchema, name: &str) -> BTreeMap<String, String> {
    let field = schema.field_with_name(name);
    field.map(|field| field.metadata().clone().into_iter().collect()).unwrap_or_default()
}
