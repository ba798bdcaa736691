//! What a tool knows of a person beside their events: names and values of a JSON object, for
//! static columns.

use super::scalar::Scalar;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Pairs kept of one object.
const MOST: usize = 32;
/// Characters of a name or value kept.
const LONGEST: usize = 64;

/// The pairs of an object whose values are plain, in its order. Of names told twice the last
/// counts, as in every sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct Pairs<'a>(pub(super) Vec<(Cow<'a, str>, Scalar<'a>)>);

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<Pairs<'de>, E> {
        Ok(Pairs::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
        let mut pairs = Vec::new();
        while let Some(Key(name)) = map.next_key()? {
            if pairs.len() == MOST || names_a_person(&name) || name.chars().count() > LONGEST {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value: Scalar<'de> = map.next_value()?;
            let text = value.text();
            if !text.is_empty() && text.chars().count() <= LONGEST {
                pairs.push((name, value));
            }
        }
        Ok(Pairs(pairs))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PairsVisitor)
    }
}

/// A key, borrowed unless it holds an escape.
pub(super) struct Key<'a>(pub(super) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// Names of pairs that would name one person, or are another's book-keeping: of no use in a
/// profile of many, and better not held at all.
fn names_a_person(name: &str) -> bool {
    const NAMES: [&str; 24] = [
        "email",
        "phone",
        "name",
        "firstname",
        "lastname",
        "username",
        "fullname",
        "address",
        "avatar",
        "birthday",
        "id",
        "userid",
        "description",
        "website",
        "title",
        "createdat",
        "distinctid",
        "gclid",
        "fbclid",
        "referrer",
        "deviceid",
        "ip",
        "useragent",
        "token",
    ];
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .take(LONGEST)
        .collect();
    plain.is_empty()
        || NAMES.contains(&plain.as_str())
        || plain.starts_with("initial")
        || plain.starts_with("utm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_values_that_name_nobody() {
        let json = r#"{"plan":"pro","email":"a@b.it","Age":31,"address":{"city":"Roma"},"vip":true,"first_name":"Anna","plan":"base","x":null,"initial_utm_source":"g"}"#;
        let pairs: Pairs<'_> = serde_json::from_str(json).unwrap();
        let told: Vec<(String, String)> = pairs
            .0
            .iter()
            .map(|(name, value)| (name.to_string(), value.text().to_string()))
            .collect();
        let expected = [
            ("plan", "pro"),
            ("Age", "31"),
            ("vip", "true"),
            ("plan", "base"),
        ];
        assert_eq!(told, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert!(
            serde_json::from_str::<Pairs<'_>>("null")
                .unwrap()
                .0
                .is_empty()
        );
        assert!(serde_json::from_str::<Pairs<'_>>("[1]").is_err());
    }
}
