//! What the page knows. Every part is a signal; the screens draw from them.

use crate::collector::Config;
use leptos::prelude::*;
use recinto_core::events::import::ImportReport;
use recinto_web::problem::Problem;
use recinto_web::protocol::{Drafted, Edits, Findings, Stage};
use recinto_web::views::clean::Cleaned;
use recinto_web::views::read::{Looked, Preview};
use recinto_web::views::studio::{Own, Picked, Related, Studio};
use recinto_web::views::{Advised, Agreement, Beside, Distances, Tree, Widths};
use recinto_web::way::{Chosen, Way};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The screens, in the order of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Bring a file.
    Data,
    /// See what is in it, and mend it.
    Clean,
    /// Choose what is measured.
    Features,
    /// Understand the segments.
    Segments,
    /// Send the model to a site.
    Publish,
    /// Counts.
    Watch,
    /// Sites and their tokens.
    Sites,
}

impl Screen {
    /// The name in the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Clean => "clean",
            Self::Features => "features",
            Self::Segments => "segments",
            Self::Publish => "publish",
            Self::Watch => "watch",
            Self::Sites => "sites",
        }
    }

    /// The screen of an address fragment such as `#/segments`.
    pub fn of_fragment(fragment: &str) -> Option<Self> {
        let name = fragment.trim_start_matches(['#', '/']);
        [
            Self::Data,
            Self::Clean,
            Self::Features,
            Self::Segments,
            Self::Publish,
            Self::Watch,
            Self::Sites,
        ]
        .into_iter()
        .find(|screen| screen.name() == name)
    }
}

/// How far the worker is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Busy {
    /// What it does.
    pub stage: Stage,
    /// Share of the stage.
    pub share: f64,
    /// Rows read.
    pub rows: u64,
}

/// Whether the project is on disk.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// Nothing to save.
    No,
    /// Being written.
    Writing,
    /// Written at this time, ms since epoch.
    At(f64),
    /// Not written.
    Failed(Problem),
}

/// A site known to this browser. No token is kept here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its origin.
    pub origin: String,
    /// What its owner pastes.
    pub snippet: String,
    /// What else, so that a visit tells more by itself; empty where it was added before there was such a file.
    #[serde(default)]
    pub capture: String,
}

/// An error on screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// What went wrong.
    pub problem: Problem,
    /// What became of the rows, if any were read.
    pub report: Option<ImportReport>,
}

/// All of it.
#[derive(Clone, Copy)]
pub struct Store {
    /// The screen in view.
    pub screen: RwSignal<Screen>,
    /// Where the collector is.
    pub config: RwSignal<Option<Config>>,
    /// The file on its way.
    pub file: RwSignal<Option<(String, f64)>>,
    /// The file waiting for its columns to be named.
    pub looked: RwSignal<Option<Looked>>,
    /// The work under way.
    pub busy: RwSignal<Option<Busy>>,
    /// The first rows as they would be read now.
    pub preview: RwSignal<Preview>,
    /// The rows at hand, and what became of those that are not.
    pub cleaned: RwSignal<Option<Arc<(Cleaned, ImportReport)>>>,
    /// What could be measured.
    pub studio: RwSignal<Option<Arc<Studio>>>,
    /// What could be measured before that.
    pub before: RwSignal<Option<Arc<Studio>>>,
    /// What is chosen of it.
    pub picks: RwSignal<Vec<Picked>>,
    /// Keys of what was chosen and is not there any more.
    pub gone: RwSignal<Vec<String>>,
    /// What the marketer added: it outlives the workers and the files.
    pub own: RwSignal<Own>,
    /// How the chosen go together.
    pub related: RwSignal<Related>,
    /// For how many people of the file each rule holds, by label.
    pub held: RwSignal<Vec<(String, u64)>>,
    /// The segments.
    pub findings: RwSignal<Option<Arc<Findings>>>,
    /// What the marketer wrote.
    pub edits: RwSignal<Option<Edits>>,
    /// The model.
    pub drafted: RwSignal<Option<Drafted>>,
    /// How well it gives the segments back.
    pub agreement: RwSignal<Agreement>,
    /// The way and the numbers in the form.
    pub draft: RwSignal<Chosen>,
    /// Whether that form is open.
    pub ways: RwSignal<bool>,
    /// What suits these people.
    pub advice: RwSignal<Option<Arc<Advised>>>,
    /// The dendrogram of these people.
    pub tree: RwSignal<Option<Arc<Tree>>>,
    /// The k-distance plot of these people.
    pub distances: RwSignal<Option<Arc<Distances>>>,
    /// The silhouette of these segments.
    pub widths: RwSignal<Option<Arc<Widths>>>,
    /// The run to compare with.
    pub beside: RwSignal<Option<Arc<Beside>>>,
    /// Whether it is on disk.
    pub saved: RwSignal<Saved>,
    /// The error on screen.
    pub problem: RwSignal<Option<Shown>>,
    /// The segment in focus.
    pub focus: RwSignal<Option<usize>>,
    /// Sites known here.
    pub sites: RwSignal<Vec<Site>>,
    /// The chosen site.
    pub site: RwSignal<Option<String>>,
    /// Raised when a token was kept or dropped.
    pub tokens: RwSignal<u32>,
}

const SITES: &str = "recinto.sites";
const SITE: &str = "recinto.site";
const OPERATOR: &str = "recinto.operator";

impl Store {
    /// A store with what this browser remembers.
    pub fn new() -> Self {
        let sites: Vec<Site> = local(SITES)
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let site = local(SITE).filter(|id| sites.iter().any(|site| site.id == *id));
        Self {
            screen: RwSignal::new(Screen::Data),
            config: RwSignal::new(None),
            file: RwSignal::new(None),
            looked: RwSignal::new(None),
            busy: RwSignal::new(None),
            preview: RwSignal::new(Preview::default()),
            cleaned: RwSignal::new(None),
            studio: RwSignal::new(None),
            before: RwSignal::new(None),
            picks: RwSignal::new(Vec::new()),
            gone: RwSignal::new(Vec::new()),
            own: RwSignal::new(Own::default()),
            related: RwSignal::new(Related::default()),
            held: RwSignal::new(Vec::new()),
            findings: RwSignal::new(None),
            edits: RwSignal::new(None),
            drafted: RwSignal::new(None),
            agreement: RwSignal::new(Agreement::default()),
            draft: RwSignal::new(Chosen::start(Way::KMeans)),
            ways: RwSignal::new(false),
            advice: RwSignal::new(None),
            tree: RwSignal::new(None),
            distances: RwSignal::new(None),
            widths: RwSignal::new(None),
            beside: RwSignal::new(None),
            saved: RwSignal::new(Saved::No),
            problem: RwSignal::new(None),
            focus: RwSignal::new(None),
            sites: RwSignal::new(sites),
            site: RwSignal::new(site),
            tokens: RwSignal::new(0),
        }
    }

    /// Shows an error.
    pub fn fail(self, problem: Problem) {
        self.problem.set(Some(Shown {
            problem,
            report: None,
        }));
    }

    /// What could be measured, from now on.
    pub fn measurable(self, studio: Option<Arc<Studio>>) {
        if let Some(before) = self.studio.get_untracked() {
            self.before.set(Some(before));
        }
        self.studio.set(studio);
    }

    /// What the marketer chose; nothing where that is the proposal.
    pub fn chosen_picks(self) -> Vec<Picked> {
        let picks = self.picks.get_untracked();
        let own = self.studio.with_untracked(|studio| {
            let studio = studio.as_ref();
            studio.is_none_or(|studio| studio.is_chosen(&picks))
        });
        if own { picks } else { Vec::new() }
    }

    /// A segment's name as it stands.
    pub fn name(self, at: usize) -> String {
        self.edits.with(|edits| {
            let segments = edits.as_ref().map(|edits| &edits.segments);
            let segment = segments.and_then(|segments| segments.get(at));
            segment
                .map(|segment| segment.name.clone())
                .unwrap_or_default()
        })
    }

    /// Goes to a screen; the address follows, so that *Back* works.
    pub fn go(self, screen: Screen) {
        if let Some(window) = web_sys::window() {
            let _ = window.location().set_hash(&format!("/{}", screen.name()));
        }
        self.screen.set(screen);
    }

    /// Remembers a site and chooses it.
    pub fn keep_site(self, site: Site) {
        let id = site.id.clone();
        self.sites.update(|sites| {
            sites.retain(|known| known.id != site.id);
            sites.push(site);
        });
        let text = serde_json::to_string(&self.sites.get_untracked()).unwrap_or_default();
        set_local(SITES, &text);
        self.choose_site(&id);
    }

    /// Chooses a site.
    pub fn choose_site(self, id: &str) {
        set_local(SITE, id);
        self.site.set(Some(id.to_owned()));
    }

    /// The chosen site.
    pub fn chosen(self) -> Option<Site> {
        let id = self.site.get()?;
        self.sites.get().into_iter().find(|site| site.id == id)
    }

    /// The admin token of a site, until the tab is closed.
    pub fn token(self, site: &str) -> Option<String> {
        self.tokens.track();
        session(&format!("recinto.token.{site}"))
    }

    /// Keeps an admin token until the tab is closed.
    pub fn keep_token(self, site: &str, token: &str) {
        set_session(&format!("recinto.token.{site}"), token.trim());
        self.tokens.update(|count| *count += 1);
    }

    /// The operator's token.
    pub fn operator(self) -> Option<String> {
        self.tokens.track();
        session(OPERATOR)
    }

    /// Keeps the operator's token until the tab is closed.
    pub fn keep_operator(self, token: &str) {
        set_session(OPERATOR, token.trim());
        self.tokens.update(|count| *count += 1);
    }
}

/// From this browser's lasting storage; `None` too where it is blocked.
pub fn local(key: &str) -> Option<String> {
    web_sys::window()?
        .local_storage()
        .ok()??
        .get_item(key)
        .ok()?
}

/// Into this browser's lasting storage, where it is not blocked.
pub fn set_local(key: &str, value: &str) {
    if let Some(Ok(Some(storage))) = web_sys::window().map(|window| window.local_storage()) {
        let _ = storage.set_item(key, value);
    }
}

fn session(key: &str) -> Option<String> {
    web_sys::window()?
        .session_storage()
        .ok()??
        .get_item(key)
        .ok()?
}

fn set_session(key: &str, value: &str) {
    if let Some(Ok(Some(storage))) = web_sys::window().map(|window| window.session_storage()) {
        let _ = storage.set_item(key, value);
    }
}
