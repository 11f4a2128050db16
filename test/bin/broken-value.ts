// JSON values with one thing wrong, or merely other, somewhere in them.

import * as fc from 'fast-check'
import { isRecord } from '../../src/rules/finding.ts'

export type Change = { readonly kind: string; readonly pointer: string; readonly value: unknown }

type Path = readonly (string | number)[]

/** Every place in a value, the whole of it first. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) => placesIn(item, [...path, index]))
    : isRecord(value)
      ? Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))
      : []
  return [path, ...inner]
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value)

function replaced(value: unknown, path: Path, by: unknown): unknown {
  if (path.length === 0) return by
  const copy = structuredClone(value)
  const holder = valueAt(copy, path.slice(0, -1)) as Record<string | number, unknown>
  holder[path.at(-1) ?? ''] = by
  return copy
}

function without(value: unknown, path: Path): unknown {
  const copy = structuredClone(value)
  const holder = valueAt(copy, path.slice(0, -1))
  const key = path.at(-1) ?? ''
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete (holder as Record<string, unknown>)[key]
  return copy
}

const strangers = [
  null,
  5,
  0,
  -1,
  1.5,
  true,
  false,
  '',
  ' ',
  'stranger',
  [],
  {},
  ['stranger'],
  { stranger: 1 },
]

const typeOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value)

/** What can be done at a place. */
function changesAt(value: unknown, path: Path): readonly fc.Arbitrary<Change>[] {
  const here = valueAt(value, path)
  const pointer = path.map((key) => `/${key}`).join('')
  const change = (kind: string, to: unknown): Change => ({ kind, pointer, value: to })
  return [
    fc.constantFrom(...strangers).map((by) => change('another value', replaced(value, path, by))),
    ...(path.length > 0
      ? [
          fc
            .constantFrom(
              ...[null, 5, true, ['stranger'], { stranger: 1 }].filter((by) => typeOf(by) !== typeOf(here)),
            )
            .map((by) => change('another type', replaced(value, path, by))),
        ]
      : []),
    ...(path.length > 0 ? [fc.constant(change('left out', without(value, path)))] : []),
    ...(isRecord(here)
      ? [fc.constant(change('unknown key', replaced(value, path, { ...here, stranger: 1 })))]
      : []),
    ...(typeof here === 'string'
      ? [
          fc.constantFrom('x', ' ').map((end) => change('unknown name', replaced(value, path, here + end))),
          fc
            .constantFrom(...namesIn(value))
            .map((name) => change('another name', replaced(value, path, name))),
          fc.constant(change('in a list', replaced(value, path, [here]))),
        ]
      : []),
    ...(typeof here === 'number'
      ? [fc.integer().map((by) => change('another number', replaced(value, path, by)))]
      : []),
  ]
}

const names = new WeakMap<object, readonly string[]>()

function namesIn(value: unknown): readonly string[] {
  const key = value as object
  const found =
    names.get(key) ??
    [...new Set(placesIn(value).map((path) => valueAt(value, path)))].filter((one) => typeof one === 'string')
  names.set(key, found)
  return found
}

/** One change at one place. */
export function changed(value: unknown): fc.Arbitrary<Change> {
  return fc.constantFrom(...placesIn(value)).chain((path) => fc.oneof(...changesAt(value, path)))
}
