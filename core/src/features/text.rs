//! Search text and phrases brought to one form, at the desk and on the device alike.

/// The letters of U+00C0 to U+00FF without accents, in lower case; a space for × and ÷.
const LATIN_1: &[u8; 64] = b"aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty";

/// Words in lower case, without accents, each between single spaces: `"L'Offerta più  bella!"` →
/// `" l offerta piu bella "`. A text without words gives `" "`.
///
/// Letters are ASCII, Latin-1 (Italian, Spanish, French, German, Portuguese) and, as they are, all
/// of the other scripts; combining accents are dropped; everything else parts words.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::from(" ");
    for c in text.chars() {
        let plain = match c {
            '\u{300}'..='\u{36f}' => continue,
            '0'..='9' | 'a'..='z' => c,
            'A'..='Z' => c.to_ascii_lowercase(),
            '\u{c0}'..='\u{ff}' => char::from(*LATIN_1.get(c as usize - 0xc0).unwrap_or(&b' ')),
            // Controls, Latin-1 signs, general punctuation, ideographic punctuation.
            '\0'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' => ' ',
            other => other,
        };
        if plain != ' ' || !out.ends_with(' ') {
            out.push(plain);
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// Whether a text holds a phrase between word boundaries. Both are [`folded`]; a phrase without
/// words is in none.
#[must_use]
pub fn holds(text: &str, phrase: &str) -> bool {
    phrase.len() > 1
        && text
            .as_bytes()
            .windows(phrase.len())
            .any(|window| window == phrase.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_accents_and_signs_fall_away() {
        assert_eq!(folded("L'Offerta più  BELLA!"), " l offerta piu bella ");
        assert_eq!(folded("Perche\u{301}  ÀÉÎÕÜ ñ"), " perche aeiou n ");
        assert_eq!(folded("—…!"), " ");
        assert_eq!(folded("ラーメン 3×2"), " ラーメン 3 2 ");
    }

    #[test]
    fn phrases_are_found_between_word_boundaries() {
        let found = |text, phrase| holds(&folded(text), &folded(phrase));
        assert!(found("ristoranti VICINO a me?", "vicino a me"));
        assert!(found("pizza", "Pizza"));
        assert!(!found("pizzaiolo", "pizza"));
        assert!(!found("vicino a merano", "vicino a me"));
        assert!(!found("vicino", "vicino a me"));
        assert!(!found("tutto", "!"));
        assert!(!found("", "x"));
    }
}
