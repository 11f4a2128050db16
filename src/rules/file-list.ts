// The list that a file holds: as it is, or under one key of an object, which can name its schema too.

import { Fields } from './fields.ts'
import { isRecord, type Report } from './finding.ts'

/** Each item with its JSON pointer; `undefined` where the file holds no such list. */
export function listIn(
  raw: unknown,
  key: string,
  report?: Report,
): readonly (readonly [item: unknown, pointer: string])[] | undefined {
  if (Array.isArray(raw)) return raw.map((item: unknown, index) => [item, `/${index}`] as const)
  if (!isRecord(raw) || !Object.hasOwn(raw, key)) return undefined
  return new Fields(raw, '', report ?? (() => undefined), ['$schema', key]).items(key)
}
