// The words of JSON Schema (draft 7, which editors know best) that the schemas of policies are written in.

/** A schema as JSON. Its `description` is what an editor shows; `default` and `examples` are for the reader too. */
export type Schema = Readonly<Record<string, unknown>>

const draft = 'http://json-schema.org/draft-07/schema#'

/** A text that is not blank, as `Fields.text` takes it. */
export const text = (description: string, more: Schema = {}): Schema => ({
  description,
  type: 'string',
  pattern: '\\S',
  maxLength: 4000,
  ...more,
})

export const flag = (description: string): Schema => ({ description, type: 'boolean', default: false })

/** One of a few words, of which the first is meant where none is given. */
export const choice = (description: string, values: Readonly<Record<string, string>>): Schema => ({
  description,
  ...oneOf(values),
  default: Object.keys(values)[0],
})

/** One of a few words, each with what it means. Nothing fits where there are none. */
export const oneOf = (values: Readonly<Record<string, string>>): Schema =>
  Object.keys(values).length === 0
    ? { not: {} }
    : { enum: Object.keys(values), enumDescriptions: Object.values(values) }

export const list = (description: string, items: Schema, minItems = 0): Schema => ({
  description,
  type: 'array',
  items,
  ...(minItems > 0 && { minItems }),
})

/** A list, or one item by itself, as `Fields.names` takes it. */
export const oneOrMore = (description: string, item: Schema, minItems = 0): Schema => ({
  description,
  anyOf: [item, { type: 'array', items: item, ...(minItems > 0 && { minItems }) }],
})

/** An object with names of one's own as keys. */
export const byName = (description: string, value: Schema, more: Schema = {}): Schema => ({
  description,
  type: 'object',
  additionalProperties: value,
  ...more,
})

/**
 * An object that may hold only these keys. `keys` is the parser's own list: one that the parser learns and that has no
 * schema is a type error here.
 */
export function closed<K extends string>(
  title: string,
  keys: readonly K[],
  properties: Readonly<Record<K, Schema>>,
  required: readonly NoInfer<K>[] = [],
  more: Schema = {},
): Schema {
  return {
    title,
    type: 'object',
    properties: Object.fromEntries(keys.map((key) => [key, properties[key]])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
    ...more,
  }
}

/** What must be so besides where a value fits: an editor looks at `then` only where it does. */
export const inCase = (fits: Schema, besides: Schema): Schema =>
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema; nobody awaits a schema
  ({ if: fits, then: besides })

/** Names the schema of a file, in the file itself. */
export const schemaKey: Schema = { description: 'Where editors find what this file may hold.' }

/** A schema under another's description: what this key means, rather than what such values are. */
export const described = (description: string, schema: Schema, more: Schema = {}): Schema => ({
  description,
  ...schema,
  ...more,
})

/** What stands in several places of a schema: each is written once, and only where it is used. */
export class Definitions {
  readonly #made = new Map<string, Schema>()

  ref(name: string, make: () => Schema): Schema {
    if (!this.#made.has(name)) {
      // It may refer to itself.
      this.#made.set(name, {})
      this.#made.set(name, make())
    }
    return { $ref: `#/definitions/${name}` }
  }

  /** The schema of a file, with every definition it uses. */
  file(title: string, schema: Schema): Schema {
    const definitions = Object.fromEntries([...this.#made].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    return { $schema: draft, title, ...schema, definitions }
  }
}
