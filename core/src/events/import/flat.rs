//! A JSON object as cells: nested keys are `a.b`, lists are left out.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt::{self, Write};

/// The values of the wanted keys of one object. Its memory is kept from object to object.
#[derive(Debug, Default)]
pub(super) struct Flat {
    /// Wanted keys and their columns, by key.
    wanted: Vec<(String, usize)>,
    cells: Vec<Option<Cell>>,
    text: String,
    path: String,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    start: usize,
    end: usize,
    number: bool,
}

impl Flat {
    /// Reads these columns, by the names of their keys.
    pub(super) fn new(wanted: impl Iterator<Item = (String, usize)>) -> Self {
        let mut wanted: Vec<(String, usize)> = wanted.collect();
        wanted.sort();
        let width = wanted.iter().map(|(_, at)| at + 1).max().unwrap_or(0);
        Self {
            wanted,
            cells: vec![None; width],
            text: String::new(),
            path: String::new(),
        }
    }

    /// Reads an object; `None` if the text is none.
    pub(super) fn read(&mut self, json: &str) -> Option<()> {
        self.cells.fill(None);
        self.text.clear();
        self.path.clear();
        if !json.trim_start().starts_with('{') {
            return None;
        }
        let mut parser = serde_json::Deserializer::from_str(json);
        Node(self).deserialize(&mut parser).ok()?;
        parser.end().ok()
    }

    /// The text of a column, and whether it is a JSON number.
    pub(super) fn get(&self, at: usize) -> Option<(&str, bool)> {
        let cell = self.cells.get(at).copied().flatten()?;
        Some((self.text.get(cell.start..cell.end)?.trim(), cell.number))
    }

    fn put(&mut self, number: bool, write: impl FnOnce(&mut String)) {
        let Ok(found) = self
            .wanted
            .binary_search_by(|(key, _)| key.as_str().cmp(&self.path))
        else {
            return;
        };
        let Some(&(_, column)) = self.wanted.get(found) else {
            return;
        };
        let start = self.text.len();
        write(&mut self.text);
        let end = self.text.len();
        if let Some(place) = self.cells.get_mut(column) {
            *place = Some(Cell { start, end, number });
        }
    }
}

/// A value at the present path.
struct Node<'f>(&'f mut Flat);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let flat = self.0;
        let outer = flat.path.len();
        while let Some(key) = map.next_key::<Key<'de>>()? {
            if outer > 0 {
                flat.path.push('.');
            }
            flat.path.push_str(&key.0);
            map.next_value_seed(Node(&mut *flat))?;
            flat.path.truncate(outer);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.0.put(false, |text| text.push_str(value));
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        let value = if value { "true" } else { "false" };
        self.0.put(false, |text| text.push_str(value));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        // Writing into a string does not fail.
        self.0.put(true, |text| {
            let _ = write!(text, "{value}");
        });
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.put(true, |text| {
            let _ = write!(text, "{value}");
        });
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.0.put(true, |text| {
            let _ = write!(text, "{value}");
        });
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A key, borrowed where it has no escapes.
#[derive(serde::Deserialize)]
struct Key<'k>(#[serde(borrow)] Cow<'k, str>);

/// Every key of an object with its value as text, lists as JSON; at most `most`.
pub(super) fn pairs(json: &str, most: usize) -> Option<Vec<(String, String)>> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    let mut pairs = Vec::new();
    value
        .is_object()
        .then(|| walk(&value, "", most, &mut pairs))?;
    Some(pairs)
}

fn walk(value: &serde_json::Value, path: &str, most: usize, pairs: &mut Vec<(String, String)>) {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                walk(value, &path, most, pairs);
            }
        }
        _ if pairs.len() >= most => {}
        Value::String(text) => pairs.push((path.to_owned(), text.clone())),
        Value::Null => pairs.push((path.to_owned(), String::new())),
        other => pairs.push((path.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_keys_and_what_is_no_object() {
        let columns = ["a", "b.c", "d"].into_iter().map(str::to_owned).zip(0..);
        let mut flat = Flat::new(columns);
        flat.read(r#"{"b":{"c":" x\n","e":1},"a":2.50,"d":[{"a":1}],"z":null}"#)
            .unwrap();
        assert_eq!(flat.get(0), Some(("2.5", true)));
        assert_eq!(flat.get(1), Some(("x", false)));
        assert_eq!(flat.get(2), None);
        for bad in ["", "[]", "1", "{", "{}x", "{\"a\":}", "\u{feff}{}"] {
            assert_eq!(flat.read(bad), None, "{bad}");
        }
        flat.read("{}").unwrap();
        assert_eq!(flat.get(0), None);
    }
}
