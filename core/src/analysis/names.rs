//! Names survive another run where the people do.

use super::project::Analysis;
use crate::model::Segment;

/// Gives each segment of `next` the name, category and tags of the segment of `before` that held
/// at least half of its people, when at least half of that segment's people came along; each name
/// goes to one segment, the largest overlap first. First names ("Segment 3", in any language) are
/// given anew.
pub(super) fn keep_names(before: &Analysis, next: &mut Analysis) {
    let mut shared = vec![vec![0_u64; next.k]; before.k];
    let mut old_sizes = vec![0_u64; before.k];
    let mut new_sizes = vec![0_u64; next.k];
    for (&old, &new) in before.labels.iter().zip(&next.labels) {
        let (old, new) = (old as usize, new as usize);
        if let Some(size) = old_sizes.get_mut(old) {
            *size += 1;
        }
        if let Some(size) = new_sizes.get_mut(new) {
            *size += 1;
        }
        if let Some(count) = shared.get_mut(old).and_then(|row| row.get_mut(new)) {
            *count += 1;
        }
    }
    let mut pairs: Vec<(u64, usize, usize)> = Vec::new();
    for (old, row) in shared.iter().enumerate() {
        for (new, &count) in row.iter().enumerate() {
            if 2 * count >= old_sizes[old] && 2 * count >= new_sizes[new] && count > 0 {
                pairs.push((count, old, new));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut given = vec![false; before.k];
    let mut named = vec![false; next.k];
    for (_, old, new) in pairs {
        if given[old] || named[new] {
            continue;
        }
        let Some(segment) = before.segments.get(old).filter(|s| !first_name(s)) else {
            continue;
        };
        given[old] = true;
        named[new] = true;
        next.segments[new] = segment.clone();
    }
    // A first name left over must not repeat a label that was carried along.
    let taken: Vec<String> = (0..next.k)
        .filter(|&i| named[i])
        .map(|i| next.segments[i].label.clone())
        .collect();
    let mut number = 0;
    for (segment, _) in next.segments.iter_mut().zip(&named).filter(|(_, n)| !**n) {
        loop {
            number += 1;
            let label = format!("segment-{number}");
            if !taken.contains(&label) {
                segment.name = format!("Segment {number}");
                segment.label = label;
                break;
            }
        }
    }
}

/// Nobody has written anything about it.
fn first_name(segment: &Segment) -> bool {
    let number = segment.label.strip_prefix("segment-");
    let word_and_number = segment.name.rsplit_once(' ').map(|(_, number)| number);
    number.is_some()
        && number == word_and_number
        && segment.category.is_empty()
        && segment.tags.is_empty()
}
