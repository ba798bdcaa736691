/**
 * Covers, drawn from the record's code: the same code gives the same cover everywhere, and no picture is downloaded.
 */
import { s } from './dom.js';

/* ground, first shape, second shape, ink */
const INKS = [
  ['#f3e9d8', '#c8502d', '#1f4e5f', '#241c15'],
  ['#1d2a44', '#e9b44c', '#7fa6c9', '#f5efe2'],
  ['#dfe6dc', '#2f6b57', '#d98e4a', '#16241e'],
  ['#2b1b24', '#e2725b', '#f1c9a5', '#fbeee2'],
  ['#f6d9c6', '#7a2e3a', '#e08a5b', '#2d1216'],
  ['#0f3d3e', '#e2dcc8', '#f2a65a', '#f4f0e2'],
  ['#e7e2ee', '#5b4b8a', '#d1495b', '#1f1a33'],
  ['#23221f', '#d9d2c0', '#c1432e', '#f6f1e5'],
  ['#f7efd0', '#2d5d8a', '#e5a823', '#17263a'],
  ['#5a1f1b', '#f0c987', '#d8673d', '#fdf3e0'],
];

/** FNV-1a, then mulberry32: small, even, and the same everywhere. */
const dice = (id) => {
  let seed = 0x811c9dc5;
  for (const letter of id) seed = Math.imul(seed ^ letter.charCodeAt(0), 0x01000193);
  /* Codes differ in one letter: mix until neighbours look nothing like each other. */
  seed = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  seed = Math.imul(seed ^ (seed >>> 13), 0xc2b2ae35);
  seed ^= seed >>> 16;
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
};

const range = (n) => Array.from({ length: n }, (_, i) => i);
const pick = (roll, n) => Math.floor(roll() * n);

/* Each draws between y = 28 and y = 142; the names have the bands above and below. */
const MOTIFS = [
  /* the groove */
  (roll, a, b) => {
    const cx = 50 + pick(roll, 100);
    return [
      ...range(9).map((i) => s('circle', { cx, cy: 82, r: 12 + i * 11, fill: 'none', stroke: i % 4 === 1 ? b : a, 'stroke-width': i % 3 ? 2 : 5 })),
      s('circle', { cx, cy: 82, r: 6, fill: b }),
    ];
  },
  /* sun over a horizon */
  (roll, a, b) => {
    const cx = 55 + pick(roll, 90);
    return [
      s('circle', { cx, cy: 78, r: 38 + pick(roll, 12), fill: a }),
      ...range(6).map((i) => s('rect', { x: 0, y: 86 + i * 9, width: 200, height: 2 + i, fill: b })),
    ];
  },
  /* keys */
  (roll, a, b) =>
    range(10).map((i) => {
      const tall = 40 + pick(roll, 80);
      return s('rect', { x: 12 + i * 18, y: 140 - tall, width: 12, height: tall, fill: roll() < 0.28 ? b : a });
    }),
  /* waves */
  (roll, a, b) => {
    const high = 8 + pick(roll, 14);
    return range(7).map((i) => {
      const y = 44 + i * 14;
      return s('path', {
        d: `M-10 ${y}q27.5 ${-high} 55 0t55 0t55 0t55 0`,
        fill: 'none',
        stroke: i % 3 === 1 ? b : a,
        'stroke-width': 2 + (i % 4) * 1.6,
      });
    });
  },
  /* half discs on a grid */
  (roll, a, b) =>
    range(12).map((i) => {
      const x = 20 + (i % 4) * 40;
      const y = 22 + Math.floor(i / 4) * 40;
      const turn = pick(roll, 4) * 90;
      return s('path', {
        d: `M${x} ${y + 20}a20 20 0 0 1 40 0z`,
        fill: roll() < 0.35 ? b : a,
        transform: `rotate(${turn} ${x + 20} ${y + 20})`,
      });
    }),
  /* two planes */
  (roll, a, b) => {
    const x = 60 + pick(roll, 80);
    return [
      s('path', { d: `M0 140L${x} 26L200 140z`, fill: a }),
      s('path', { d: `M${x} 26L200 140H${x - 26}z`, fill: b }),
      s('circle', { cx: x > 100 ? 44 : 156, cy: 54, r: 13, fill: b }),
    ];
  },
  /* arches */
  (roll, a, b) =>
    range(5).map((i) => {
      const w = 80 - i * 16;
      const x = 100 + (pick(roll, 3) - 1) * 2;
      return s('path', { d: `M${x - w} 140V${100 - w * 0.05}a${w} ${w} 0 0 1 ${w * 2} 0V140z`, fill: i % 2 ? b : a, opacity: 1 - i * 0.04 });
    }),
  /* dots thinning out */
  (roll, a, b) =>
    range(54).map((i) => {
      const column = i % 9;
      const row = Math.floor(i / 9);
      return s('circle', { cx: 20 + column * 20, cy: 36 + row * 18, r: 1.5 + ((column + row) % 9) * 0.85, fill: roll() < 0.16 ? b : a });
    }),
];

const wrap = (text, most) => {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    if (lines[last] && lines[last].length + word.length >= most) lines.push(word);
    else lines[last] = `${lines[last]} ${word}`.trim();
  }
  return lines;
};

/** The cover of a record. Its words stand beside it in the page, so it is hidden from assistive technology. */
export const cover = ({ id, artist, title }) => {
  const roll = dice(id);
  const [ground, a, b, ink] = INKS[pick(roll, INKS.length)];
  const motif = MOTIFS[pick(roll, MOTIFS.length)];
  const lines = wrap(title, 17);
  const size = lines.length > 1 || title.length > 13 ? 15 : 19;
  const clip = `clip-${id}-${(clips += 1)}`;
  return s(
    'svg',
    { viewBox: '0 0 200 200', class: 'cover', 'aria-hidden': 'true', focusable: 'false' },
    s('clipPath', { id: clip }, s('rect', { y: 28, width: 200, height: 114 })),
    s('rect', { width: 200, height: 200, fill: ground }),
    s('g', { 'clip-path': `url(#${clip})` }, ...motif(roll, a, b)),
    s('text', { x: 12, y: 19, fill: ink, 'font-size': 10, 'letter-spacing': 0.9 }, artist.toUpperCase()),
    ...lines.map((line, i) =>
      s('text', { x: 12, y: 190 - (lines.length - 1 - i) * (size + 2), fill: ink, 'font-size': size, 'font-weight': 700 }, line),
    ),
  );
};
let clips = 0;
