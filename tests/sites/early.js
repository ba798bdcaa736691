// Calls made before the gate is there, the way other trackers are used. None of them may survive without consent.
window.recinto = { q: [['track', 'search', { query: 'early-heron~Lk93!x' }], ['track', 'purchase', { item: 'early-heron~Lk93!x', value: 8123.77 }], ['page']] };
