//! The head of a file cut into records, by the same readers that will read all of it.

use super::buffer::Buffer;
use super::flat::pairs;
use super::lines::{Ends, Lines};
use super::mapping::quote;
use super::objects::Objects;
use super::sniff::{blank_mapping, distinct, is_header};
use super::table::Table;
use super::{ImportError, Layout, MOST_COLUMNS};

/// Records looked at.
const RECORDS: usize = 2000;
/// Keys of JSON told apart.
const MOST_KEYS: usize = 256;
/// Bytes of a value of JSON shown.
const MOST_SHOWN: usize = 200;
/// Rows by which a table's layout is judged.
const JUDGED: usize = 50;
/// Lines that may stand before the header.
const MOST_PREAMBLE: usize = 30;
/// The delimiters tried.
const DELIMITERS: [u8; 7] = [b',', b';', b'\t', b'|', b'^', b'~', 1];

/// The head of a file.
pub(super) struct Looked {
    pub(super) layout: Layout,
    pub(super) quote: u8,
    pub(super) preamble: u32,
    pub(super) has_header: bool,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) json: Vec<String>,
}

/// Looks at JSON, which may end anywhere: a record that is cut is none.
pub(super) fn json(text: &[u8], cut: bool) -> Result<Looked, ImportError> {
    let (mut lines, mut whole, mut first) = (0, 0, false);
    let mut reader = Lines::new(Buffer::new(Box::new(text)), Ends::Lf, 0);
    while let Ok(Some(line)) = reader.next() {
        let bytes = line.bytes.unwrap_or_default().trim_ascii();
        if bytes.is_empty() {
            continue;
        }
        lines += 1;
        let object = is_object(bytes);
        whole += usize::from(object);
        first |= object && lines == 1;
        if lines == 20 {
            break;
        }
    }
    // In an array on several lines a line is no whole object, but perhaps the last.
    let in_lines = first || whole * 3 >= lines.max(3);
    let mut layout = Layout::JsonLines;
    let mut records = Vec::new();
    if in_lines {
        let mut reader = Lines::new(Buffer::new(Box::new(text)), Ends::Lf, 0);
        while let Ok(Some(line)) = reader.next() {
            if records.len() >= RECORDS {
                break;
            }
            records.extend(line.bytes.ok().and_then(object));
        }
    }
    if !in_lines || lines == 1 {
        // One object on one line may be the list itself: `{"data": [{…}, {…}]}`.
        let mut inner = Vec::new();
        let mut reader = Objects::new(Buffer::new(Box::new(text)));
        while let Ok(Some(found)) = reader.next() {
            if inner.len() >= RECORDS {
                break;
            }
            inner.extend(found.bytes.ok().and_then(object));
        }
        if !in_lines || inner.len() > records.len() {
            layout = Layout::JsonArray;
            records = inner;
        }
    }
    if records.is_empty() {
        return Err(if cut {
            ImportError::FirstTooLong
        } else {
            ImportError::NoObjects
        });
    }
    let mut columns: Vec<String> = Vec::new();
    let mut rows = Vec::with_capacity(records.len());
    for record in &records {
        let mut row = vec![String::new(); columns.len()];
        for (key, mut value) in pairs(record, MOST_KEYS).unwrap_or_default() {
            let at = match columns.iter().position(|known| *known == key) {
                Some(at) => at,
                None if columns.len() < MOST_KEYS => {
                    columns.push(key);
                    row.push(String::new());
                    columns.len() - 1
                }
                None => continue,
            };
            let end = value.floor_char_boundary(MOST_SHOWN);
            value.truncate(end);
            if let Some(place) = row.get_mut(at) {
                *place = value;
            }
        }
        rows.push(row);
    }
    for row in &mut rows {
        row.resize(columns.len(), String::new());
    }
    Ok(Looked {
        layout,
        quote: quote(),
        preamble: 0,
        has_header: false,
        columns,
        rows,
        json: records,
    })
}

fn is_object(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// The text of an object.
fn object(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.trim_ascii();
    is_object(bytes).then(|| String::from_utf8_lossy(bytes).into_owned())
}

/// Looks at a table.
pub(super) fn table(text: &[u8], cut: bool) -> Result<Looked, ImportError> {
    // Excel's own first line: `sep=;`.
    let told = text
        .strip_prefix(b"sep=")
        .and_then(|rest| rest.first().copied());
    let noted = text
        .split(|&byte| byte == b'\n')
        .take(MOST_PREAMBLE)
        .take_while(|line| line.starts_with(b"#") && !line.trim_ascii().is_empty())
        .count();
    let skipped = if told.is_some() { 1 } else { noted };
    let candidates = match told {
        Some(delimiter) => vec![Layout::Delimited(delimiter)],
        None => DELIMITERS
            .iter()
            .map(|&delimiter| Layout::Delimited(delimiter))
            .chain([Layout::Whitespace])
            .collect(),
    };
    let (layout, preamble) = candidates
        .into_iter()
        .filter_map(|layout| judge(text, layout, skipped, cut))
        .fold(
            None,
            |best: Option<(Layout, usize, f64)>, found| match best {
                Some(best) if best.2 >= found.2 => Some(best),
                _ => Some(found),
            },
        )
        .map(|(layout, preamble, _)| (layout, preamble))
        .ok_or_else(|| ImportError::OneColumn {
            first_line: String::from_utf8_lossy(text.trim_ascii_start())
                .lines()
                .next()
                .unwrap_or_default()
                .chars()
                .take(60)
                .collect(),
        })?;
    let mut rows = rows(text, layout, preamble, RECORDS, cut);
    let width = rows.first().map_or(0, Vec::len);
    let has_header = rows.first().is_some_and(|row| is_header(row));
    let columns = if has_header {
        distinct(&rows.remove(0))
    } else {
        (1..=width).map(|n| n.to_string()).collect()
    };
    // Behind the header may stand a row that is longer than the head: it will be counted, and the
    // others read.
    if rows.is_empty() && !(cut && has_header) {
        return Err(ImportError::NoRows);
    }
    Ok(Looked {
        layout,
        quote: quote(),
        preamble: u32::try_from(preamble).unwrap_or(0),
        has_header,
        columns,
        rows,
        json: Vec::new(),
    })
}

/// The cells of the first `most` rows behind a preamble, without the last one where it is cut.
fn rows(text: &[u8], layout: Layout, preamble: usize, most: usize, cut: bool) -> Vec<Vec<String>> {
    let mapping = blank_mapping(layout, quote(), u32::try_from(preamble).unwrap_or(0));
    let mut rows = Vec::new();
    let Ok(mut table) = Table::new(Buffer::new(Box::new(text)), &mapping) else {
        return rows;
    };
    let mut last_is_good = false;
    while let Ok(Some(row)) = table.next() {
        if rows.len() >= most {
            return rows;
        }
        last_is_good = row.cells.is_ok();
        if let Ok(cells) = row.cells {
            rows.push(cells.iter().take(MOST_COLUMNS).map(str::to_owned).collect());
        }
    }
    if cut && last_is_good && rows.len() > 1 {
        rows.pop();
    }
    rows
}

/// How well a layout fits: the lines before the header, and the share of rows as wide as the
/// widest common row. `None` when it finds no columns.
fn judge(text: &[u8], layout: Layout, skipped: usize, cut: bool) -> Option<(Layout, usize, f64)> {
    let rows = rows(text, layout, skipped, JUDGED, cut);
    let mut widths: Vec<usize> = rows.iter().map(Vec::len).filter(|&w| w > 1).collect();
    widths.sort_unstable();
    let common = widths
        .chunk_by(|a, b| a == b)
        .max_by_key(|same| same.len())?
        .first()
        .copied()?;
    // A title before the header has no columns.
    let titles = rows.iter().take_while(|row| row.len() == 1).count();
    let body = rows.get(titles..)?;
    let width = body.first().map_or(0, Vec::len);
    let steady = body.iter().filter(|row| row.len() == width).count();
    let share = steady as f64 / rows.len() as f64;
    // Blanks also stand inside cells: they are believed only when every row agrees.
    let enough = match layout {
        Layout::Whitespace => 1.0,
        _ => 0.5,
    };
    let fits = width > 1 && share >= enough && (width == common || steady * 2 >= body.len());
    if !fits || (titles > 0 && layout == Layout::Whitespace) {
        return None;
    }
    Some((layout, skipped + line_of(text, skipped, titles), share))
}

/// Lines that the first `titles` rows behind `skipped` lines take, empty ones among them.
fn line_of(text: &[u8], skipped: usize, titles: usize) -> usize {
    if titles == 0 {
        return 0;
    }
    let mut seen = 0;
    let mut lines = 0;
    let mut reader = Lines::new(Buffer::new(Box::new(text)), Ends::Any, 0);
    while let Ok(Some(line)) = reader.next() {
        lines += 1;
        if lines > skipped && line.bytes.is_ok_and(|bytes| !bytes.is_empty()) {
            seen += 1;
            if seen == titles {
                break;
            }
        }
    }
    lines.saturating_sub(skipped)
}
