/** Reads what `recinto.export()` answers. */

/** The model in use, parsed; nothing if there is none or it cannot be read. */
export const modelOf = (all) => {
  try {
    return JSON.parse(all.model.bytes);
  } catch {
    return null;
  }
};

export const bytesIn = (text) => new TextEncoder().encode(text).length;

/* Shown in columns of their own. */
const OWN_COLUMN = ['kind', 'time', 'expires'];

/** What an event holds besides its kind and its times, as `name: value`. */
export const content = (event) =>
  Object.entries(event)
    .filter(([name, value]) => !OWN_COLUMN.includes(name) && value !== null && value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .filter((text) => !text.endsWith(': {}'))
    .join(', ');
