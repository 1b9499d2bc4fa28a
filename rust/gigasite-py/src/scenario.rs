//! Reads TOML into a tree that keeps its places.
//!
//! A node is a tuple `(kind, value, start, end)`: a `"table"` holds a list of `(key, key_start, key_end, node)`, an `"array"` a
//! list of nodes, a `"value"` a Python value, a `"date"` its text. Places are byte offsets, −1 where a table has none of its own.

use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use std::ops::Range;
use toml_edit::{Document, Item, Key, TableLike, Value};

type Node<'py> = PyResult<Bound<'py, PyAny>>;

/// The tree of a TOML text. `ValueError(message, start, end)` when it is not TOML or holds more than `most` values.
#[pyfunction]
fn toml_tree<'py>(py: Python<'py>, text: &str, most: usize) -> Node<'py> {
    match Document::parse(text) {
        Ok(document) if table_size(document.as_table()) > most => {
            Err(PyValueError::new_err((format!("the file holds more than {most} values"), -1, -1)))
        }
        Ok(document) => table(py, document.as_table(), None),
        Err(error) => {
            let (start, end) = bounds(error.span());
            Err(PyValueError::new_err((error.message().to_owned(), start, end)))
        }
    }
}

fn table_size(table: &dyn TableLike) -> usize {
    table.iter().map(|(_, item)| item_size(item)).sum()
}

fn item_size(item: &Item) -> usize {
    match item {
        Item::None => 0,
        Item::Value(content) => value_size(content),
        Item::Table(content) => 1 + table_size(content),
        Item::ArrayOfTables(content) => content.iter().map(|t| 1 + table_size(t)).sum(),
    }
}

fn value_size(value: &Value) -> usize {
    match value {
        Value::Array(content) => 1 + content.iter().map(value_size).sum::<usize>(),
        Value::InlineTable(content) => 1 + table_size(content),
        _ => 1,
    }
}

fn bounds(span: Option<Range<usize>>) -> (i64, i64) {
    span.map_or((-1, -1), |s| (s.start as i64, s.end as i64))
}

fn node<'py>(py: Python<'py>, kind: &str, value: impl IntoPyObject<'py>, span: Option<Range<usize>>) -> Node<'py> {
    let (start, end) = bounds(span);
    Ok(PyTuple::new(py, [kind.into_pyobject(py)?.into_any(), any(py, value)?, any(py, start)?, any(py, end)?])?.into_any())
}

fn any<'py>(py: Python<'py>, value: impl IntoPyObject<'py>) -> Node<'py> {
    value.into_bound_py_any(py)
}

fn table<'py>(py: Python<'py>, table: &dyn TableLike, span: Option<Range<usize>>) -> Node<'py> {
    let entries = PyList::empty(py);
    for (name, value) in table.iter() {
        let (start, end) = bounds(table.key(name).and_then(Key::span));
        entries.append((name, start, end, item(py, value)?))?;
    }
    node(py, "table", entries, span)
}

fn item<'py>(py: Python<'py>, item: &Item) -> Node<'py> {
    match item {
        Item::None => node(py, "value", py.None(), None),
        Item::Value(content) => value(py, content),
        Item::Table(content) => table(py, content, content.span()),
        Item::ArrayOfTables(content) => {
            let nodes = content.iter().map(|t| table(py, t, t.span())).collect::<PyResult<Vec<_>>>()?;
            node(py, "array", nodes, content.span())
        }
    }
}

fn value<'py>(py: Python<'py>, value: &Value) -> Node<'py> {
    let span = value.span();
    match value {
        Value::String(v) => node(py, "value", v.value(), span),
        Value::Integer(v) => node(py, "value", *v.value(), span),
        Value::Float(v) => node(py, "value", *v.value(), span),
        Value::Boolean(v) => node(py, "value", *v.value(), span),
        Value::Datetime(v) => node(py, "date", v.value().to_string(), span),
        Value::Array(v) => {
            let nodes = v.iter().map(|e| self::value(py, e)).collect::<PyResult<Vec<_>>>()?;
            node(py, "array", nodes, span)
        }
        Value::InlineTable(v) => table(py, v, span),
    }
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(toml_tree, module)?)
}
