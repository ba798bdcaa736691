//! User agents that say that they are bots.
//!
//! `crawlers.txt` comes from crawler-user-agents 1.67.0 (M. Monperrus and contributors, MIT,
//! `crawlers.LICENSE`), a list that is kept: 1,504 patterns, of which those that hold *bot*,
//! *crawl*, *spider* or *scrap* are left to these four words, and those that people's own browsers
//! and apps send are left out. The crate `isbot` has not been kept since 2022, and brings a whole
//! engine of regular expressions; here plain parts of text do, 5 KB packed. `crawlers.py` makes the
//! file anew.

/// Sorted by bytes, none a part of another.
const PARTS: &str = include_str!("crawlers.txt");
/// In any case of letters.
const WORDS: [&str; 4] = ["bot", "crawl", "spider", "scrap"];
/// A maker of telephones.
const NO_BOT: &str = "cubot";

/// The known parts of bots' user agents.
pub(super) struct Crawlers {
    parts: Vec<&'static str>,
    /// Where the parts of each first byte begin.
    starts: Vec<usize>,
}

impl Crawlers {
    /// Reads the list.
    pub fn new() -> Self {
        let parts: Vec<&str> = PARTS.lines().collect();
        let starts = (0..=256)
            .map(|byte| parts.partition_point(|part| first(part) < byte))
            .collect();
        Self { parts, starts }
    }

    /// The part by which a user agent says that it is a bot. O(n·log p) for n bytes, p parts.
    pub fn find(&self, user_agent: &str) -> Option<&'static str> {
        let lower = user_agent.to_ascii_lowercase().replace(NO_BOT, "");
        let word = WORDS.into_iter().find(|word| lower.contains(word));
        word.or_else(|| {
            // `^` and `$` in a part stand for the ends.
            let whole = format!("^{user_agent}$");
            (0..whole.len()).find_map(|at| self.starting(&whole.as_bytes()[at..]))
        })
    }

    /// The part a text begins with. As no part begins with another, it can only be the last one
    /// that is not behind the text in the order of bytes.
    fn starting(&self, text: &[u8]) -> Option<&'static str> {
        let byte = usize::from(*text.first()?);
        let parts = &self.parts[self.starts[byte]..self.starts[byte + 1]];
        let behind = parts.partition_point(|part| part.as_bytes() <= text);
        let part = parts.get(behind.checked_sub(1)?)?;
        text.starts_with(part.as_bytes()).then_some(part)
    }
}

fn first(part: &str) -> usize {
    part.bytes().next().map_or(0, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_as_the_search_needs_it() {
        let parts = Crawlers::new().parts;
        assert!(parts.len() > 700);
        assert!(parts.windows(2).all(|two| two[0] < two[1]));
        assert!(parts.windows(2).all(|two| !two[1].starts_with(two[0])));
        assert!(parts.iter().all(|part| part.len() >= 3));
    }

    #[test]
    fn every_part_is_found_wherever_it_stands() {
        let crawlers = Crawlers::new();
        for part in &crawlers.parts {
            let bare = part.trim_start_matches('^').trim_end_matches('$');
            let (before, after) = (!part.starts_with('^'), !part.ends_with('$'));
            let text = format!(
                "{}{bare}{}",
                if before { "Aé " } else { "" },
                if after { "\u{10ffff}" } else { "" }
            );
            assert!(crawlers.find(&text).is_some(), "{text:?}");
        }
    }

    /// One of three of the list's own examples.
    #[test]
    fn known_crawlers_are_found() {
        let golden = include_str!("../../../tests/golden/user_agents.json");
        let known: Vec<String> = serde_json::from_str(golden).unwrap();
        let crawlers = Crawlers::new();
        let missed: Vec<&String> = known
            .iter()
            .filter(|ua| crawlers.find(ua).is_none())
            .collect();
        // Those of people's own apps.
        assert!(missed.len() * 20 < known.len(), "{missed:#?}");
    }

    #[test]
    fn peoples_browsers_are_not() {
        let crawlers = Crawlers::new();
        for people in [
            "",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 390.0.0.28.85 (iPhone14,5; iOS 18_6; it_IT; it; scale=3.00; 1170x2532)",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/520.0.0.38.101;FBBV/756351453;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/18.6;FBSS/3;FBCR/;FBID/phone;FBLC/it_IT;FBOP/80]",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/380.0.788317806 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 OPR/92.0.0.0",
            "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; Android 11; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/130.4.1 like Chrome/130.0.6723.102 Safari/537.36",
            "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/132.0.230 Chrome/126.0.0.0 Safari/537.36",
        ] {
            assert_eq!(crawlers.find(people), None, "{people}");
        }
    }
}
