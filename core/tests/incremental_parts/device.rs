//! A device as it works: raw events of 48 hours, the state's bytes, nothing else.

use super::events::Arrival;
use recinto_core::events::Event;
use recinto_core::features::{Arrived, DeviceState, Lexicon};

pub struct Device<'l> {
    lexicon: &'l Lexicon,
    window_days: u32,
    pub store: Vec<Event>,
    pub bytes: Vec<u8>,
    /// What an observer with unlimited memory kept, by the stated rules.
    pub kept: Vec<Event>,
    pub late: u32,
}

impl<'l> Device<'l> {
    pub fn new(lexicon: &'l Lexicon, window_days: u32) -> Self {
        Self {
            lexicon,
            window_days,
            store: Vec::new(),
            bytes: DeviceState::new().to_bytes(),
            kept: Vec::new(),
            late: 0,
        }
    }

    pub fn arrive(&mut self, arrival: &Arrival) {
        let Arrival { event, arrived_ms } = arrival;
        let mut state = DeviceState::from_bytes(&self.bytes).unwrap();
        let mut raw: Vec<_> = self.store.iter().map(Event::view).collect();
        let limit = arrived_ms - self.lexicon.raw_limit_ms();
        state.settle(self.lexicon, &mut raw, limit);
        self.store.retain(|e| e.time_ms >= limit);
        if !self.store.iter().any(|e| e.id == event.id) {
            match state.observe(self.lexicon, &event.view(), *arrived_ms) {
                Arrived::OutOfRange => self.late += 1,
                arrived => {
                    self.store.push(event.clone());
                    self.kept.push(event.clone());
                    if arrived == Arrived::OutOfOrder {
                        let mut raw: Vec<_> = self.store.iter().map(Event::view).collect();
                        state.rebuild(self.lexicon, &mut raw, *arrived_ms);
                    }
                }
            }
        }
        state.expire(*arrived_ms, self.window_days);
        self.bytes = state.to_bytes();
    }
}
