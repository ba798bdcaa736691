//! Finds the gate's script tag in a page, as an HTML parser would see it: not inside a comment,
//! attributes in any order, quoted or not.

/// Whether `html` holds `<script … src="…gate.js" … data-site="site" …>`.
pub(crate) fn has_gate(html: &str, site: &str) -> bool {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some(tag) = after
            .get(..6)
            .filter(|name| name.eq_ignore_ascii_case("script"))
            .and_then(|_| after.get(6..))
            .filter(|tag| {
                tag.starts_with(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/')
            })
        else {
            rest = after;
            continue;
        };
        let (attributes, after) = attributes(tag);
        let value = |wanted: &str| {
            attributes
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .map(|(_, value)| *value)
        };
        let is_gate = value("src").is_some_and(|src| {
            let path = src.split(['?', '#']).next().unwrap_or_default();
            path.rsplit('/').next() == Some("gate.js")
        });
        if is_gate && value("data-site") == Some(site) {
            return true;
        }
        // What stands inside a script is text, even where it looks like a tag.
        rest = end_of_script(after);
    }
    false
}

fn end_of_script(text: &str) -> &str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("</") {
        if after
            .get(..6)
            .is_some_and(|name| name.eq_ignore_ascii_case("script"))
        {
            return after;
        }
        rest = after;
    }
    ""
}

/// The attributes of a tag that begins before `text`, and what follows its `>`.
fn attributes(text: &str) -> (Vec<(&str, &str)>, &str) {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (found, after);
        }
        if rest.is_empty() {
            return (found, rest);
        }
        let end = rest
            .char_indices()
            .skip(1)
            .find(|&(_, c)| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
            .map_or(rest.len(), |(at, _)| at);
        let (name, after) = rest.split_at(end);
        rest = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let Some(after) = rest.strip_prefix('=') else {
            found.push((name, ""));
            continue;
        };
        let after = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => {
                let inner = after.get(1..).unwrap_or_default();
                inner.split_once(quote).unwrap_or((inner, ""))
            }
            None => {
                let end = after
                    .find(|c: char| c.is_ascii_whitespace() || c == '>')
                    .unwrap_or(after.len());
                after.split_at(end)
            }
        };
        found.push((name, value));
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_snippet_is_found() {
        let origin = crate::Origin::parse("http://collect.localhost:8787").unwrap();
        let hash = crate::Integrity::parse(&format!("sha384-{}", "+/".repeat(32)));
        assert!(hash.is_some());
        for gate in [None, hash] {
            let hashes = crate::ScriptHashes {
                gate,
                capture: None,
            };
            let page = format!(
                "<!doctype html><head><script>var a='<b>'</script>{}</head>",
                crate::snippet("cd-shop", &origin, &hashes)
            );
            assert!(has_gate(&page, "cd-shop"));
            assert!(!has_gate(&page, "cd-sho"));
        }
    }

    #[test]
    fn other_spellings_are_found() {
        for page in [
            "<SCRIPT DATA-SITE='a' SRC='/recinto/gate.js'></SCRIPT>",
            "<script data-site=a src=gate.js async></script>",
            "<script\n src = \"https://x/gate.js?v=1\"\n data-site = \"a\" />",
        ] {
            assert!(has_gate(page, "a"), "{page}");
        }
    }

    #[test]
    fn what_is_no_script_of_the_site_is_not() {
        for page in [
            "",
            "<",
            "<script",
            "<script src",
            "<script src=\"gate.js data-site=a",
            "<!-- <script src=gate.js data-site=a></script> -->",
            "<script>var s = '<script src=gate.js data-site=a>'</script>",
            "<scripts src=gate.js data-site=a></scripts>",
            "<div src=gate.js data-site=a></div>",
            "<script src=other.js data-site=a></script>",
            "<script src=gate.js data-site=A></script>",
            "<script data-site=a></script>",
            "<script data-note='src=gate.js data-site=a'></script>",
        ] {
            assert!(!has_gate(page, "a"), "{page}");
        }
    }
}
