// @ts-check
/**
 * Holds a document to a JSON Schema, as far as `evidence.schema.json` uses one. A keyword it does not know is an error:
 * what is not checked must not look checked.
 */

const KNOWN = ['$schema', '$id', '$defs', '$ref', 'title', 'description', 'type', 'const', 'enum', 'pattern', 'minimum', 'maxLength', 'minLength', 'minItems', 'maxItems', 'items', 'required', 'properties', 'additionalProperties', 'anyOf'];

const typeOf = (/** @type {unknown} */ value) =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
const isOf = (/** @type {string} */ type, /** @type {unknown} */ value) => typeOf(value) === type || (type === 'number' && typeof value === 'number');

/**
 * @param {any} schema @param {unknown} value @param {any} [root] @param {string} [at]
 * @returns {string[]} what is wrong, and where
 */
export const validate = (schema, value, root = schema, at = '$') => {
  const unknown = Object.keys(schema).filter((key) => !KNOWN.includes(key));
  if (unknown.length) throw new Error(`${at}: this validator does not know ${unknown}`);
  if (schema.$ref) return validate(root.$defs[schema.$ref.slice('#/$defs/'.length)], value, root, at);
  if (schema.anyOf) return schema.anyOf.some((/** @type {any} */ one) => !validate(one, value, root, at).length) ? [] : [`${at}: none of the forms`];
  /** @type {string[]} */
  const wrong = [];
  const fail = (/** @type {string} */ text) => wrong.push(`${at}: ${text}`);
  const types = [schema.type ?? []].flat();
  if (types.length && !types.some((type) => isOf(type, value))) return [`${at}: ${types} expected, ${typeOf(value)} found`];
  if ('const' in schema && value !== schema.const) fail(`${schema.const} expected`);
  if (schema.enum && !schema.enum.includes(value)) fail(`one of ${schema.enum} expected`);
  if (typeof value === 'string') {
    if (schema.pattern && !new RegExp(schema.pattern, 'u').test(value)) fail(`does not match ${schema.pattern}`);
    if (value.length > (schema.maxLength ?? Infinity) || value.length < (schema.minLength ?? 0)) fail('too long or too short');
  }
  if (typeof value === 'number' && value < (schema.minimum ?? -Infinity)) fail('too small');
  if (Array.isArray(value)) {
    if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Infinity)) fail('too many or too few');
    if (schema.items) value.forEach((each, i) => wrong.push(...validate(schema.items, each, root, `${at}[${i}]`)));
  } else if (value !== null && typeof value === 'object') {
    const fields = /** @type {Record<string, unknown>} */ (value);
    for (const name of schema.required ?? []) if (!Object.hasOwn(fields, name)) fail(`${name} is missing`);
    for (const [name, each] of Object.entries(fields)) {
      const own = schema.properties?.[name];
      if (own) wrong.push(...validate(own, each, root, `${at}.${name}`));
      else if (schema.additionalProperties === false) fail(`${name} is not known`);
    }
  }
  return wrong;
};
