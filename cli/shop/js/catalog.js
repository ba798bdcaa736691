/**
 * @typedef {object} Record
 * @property {string} id
 * @property {string} artist
 * @property {string} title
 * @property {string} label
 * @property {string} genre
 * @property {number} year
 * @property {number} price  in cents
 * @property {number} [was]  the price before the offer, in cents
 * @property {'featured' | 'new'} [shelf]
 * @property {string[]} tracks
 * @property {{it: string, en: string}} note
 */

export const GENRES = ['jazz', 'songwriters', 'classical', 'electronic', 'rock', 'world'];

/** @returns {Promise<Record[]>} */
export const load = async () => {
  const response = await fetch('/catalog.json');
  if (!response.ok) throw new Error(`catalog.json: ${response.status}`);
  return response.json();
};

/* "perche" finds "perché". */
const plain = (text) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase();

/** Records that hold every word of the query in artist, title, label, tracks, year or genre. */
export const find = (records, query, genreName) => {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  return records.filter((record) => {
    const { artist, title, label, tracks, year, genre } = record;
    const text = plain([artist, title, label, year, genre, genreName(genre), ...tracks].join(' '));
    return words.every((word) => text.includes(word));
  });
};

export const SORTS = {
  artist: (a, b) => a.artist.localeCompare(b.artist),
  newest: (a, b) => b.year - a.year,
  cheapest: (a, b) => a.price - b.price,
};
