// The shipped policy, damaged at random: as by a slip of the hand, a bad merge, or somebody who means harm.

import fc from 'fast-check'
import type { PolicyFiles } from '../../src/rules/parse-policy.ts'
import { bournvilleFiles } from './bournville.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Place = { readonly parent: Json[] | { [key: string]: Json }; readonly key: string }

const clean: string = JSON.stringify(bournvilleFiles())

/** Names that every object has, and some that look like nothing at all. */
const names = [
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__proto__',
  'length',
  'stage',
  'owner',
  '*',
  '',
  ' ',
  'a/b~c',
  '{dueOn}',
  'x'.repeat(300),
]

const json = fc.jsonValue({ maxDepth: 3 }).map((value): Json => JSON.parse(JSON.stringify(value)))

/** What the language offers and the shipped policy may not use: beside which key it belongs, and a value for it. */
const features: readonly (readonly [beside: string, key: string, value: Json])[] = [
  ['words', 'within', { workingHours: 8 }],
  ['words', 'within', { workingMinutes: 1 }],
  ['words', 'within', { workingMinutes: 0.001 }],
  ['words', 'within', { calendarDays: 3_652_059 }],
  ['words', 'within', { months: 3_652_059 }],
  ['words', 'within', { weeks: 1 }],
  ['words', 'within', [{ workingDays: 1, when: 'isComplex' }, { by: 'stage1ExtendedTo' }]],
  [
    'words',
    'within',
    [
      { by: 'stage2StartedAt', when: 'withdrawn' },
      { workingDays: 3, acrossClosure: { months: 1 } },
    ],
  ],
  ['words', 'warn', { workingHours: 2 }],
  ['words', 'warn', { calendarDays: 1 }],
  ['words', 'repeat', { done: 'stage1UpdateSentAt', counted: 'fromLast' }],
  ['words', 'repeat', { done: 'stage1UpdateSentAt', counted: 'fromStart' }],
  [
    'words',
    'pauses',
    [
      { while: 'stage', is: ['stage1'] },
      { while: 'automationPaused', is: ['true'] },
    ],
  ],
  ['words', 'pauses', [{ while: 'complexity', is: ['complex'] }]],
  [
    'words',
    'pauses',
    [
      { from: 'stage1AcknowledgedAt', to: 'withdrawnAt' },
      { from: 'createdAt', to: 'receivedAt' },
    ],
  ],
  ['words', 'counting', 'inclusive'],
  ['words', 'nonWorkingStart', 'receivedNextWorkingDay'],
  ['words', 'nonWorkingEnd', 'nextWorkingDay'],
  ['words', 'cutOff', '17:00'],
  ['words', 'dueTime', 'closing'],
  ['words', 'stopAt', 'last'],
  ['words', 'lapses', true],
  ['words', 'cancel', ['withdrawn', 'isComplex']],
  ['words', 'stop', ['stage1ExtendedTo', 'createdAt']],
  ['words', 'start', 'stage1ExtendedTo'],
  [
    'words',
    'extensions',
    [
      { name: 'one', notice: 'stage1ExtensionNotifiedAt', until: 'stage1ExtendedTo', atMost: 'open' },
      {
        name: 'two',
        after: 'one',
        notice: 'stage1UpdateSentAt',
        total: { months: 2 },
        times: { fact: 'times', atMost: 2 },
      },
    ],
  ],
  ['createdAt', 'times', { type: 'number', label: 'times', derive: { timesSet: 'complexity' } }],
  [
    'createdAt',
    'withdrawn',
    { type: 'boolean', label: 'w', derive: { laterThan: ['createdAt', ['stage1Start']] } },
  ],
  [
    'createdAt',
    'isComplex',
    { type: 'boolean', label: 'c', derive: { same: ['complexity', 'serviceArea'] } },
  ],
  ['derive', 'type', 'date'],
  ['property', 'type', 'text'],
  ['property', 'type', 'number'],
  ['property', 'type', 'date'],
  ['property', 'mode', 'observe'],
  ['overwrite', 'to', { now: true }],
  ['overwrite', 'overwrite', 'always'],
  ['operator', 'operator', 'present'],
  ['operator', 'operator', 'notEqual'],
  ['ground', 'ground', 'new_evidence'],
  ['once', 'once', { ticket: true }],
  ['once', 'due', { from: 'createdAt', within: { months: 3_652_059 } }],
  ['owners', 'away', [{ email: 'a@example.org', from: '0001-01-01', to: '9999-12-31' }]],
]

const damage = fc.record({
  kind: fc.constantFrom(
    'delete',
    'replace',
    'copy',
    'swap',
    'copy alike',
    'copy alike',
    'copy alike',
    'rename',
    'rename',
    'duplicate',
    'insert',
    'nest',
    'number',
    'feature',
    'feature',
    'feature',
    'feature',
  ),
  first: fc.nat(),
  second: fc.nat(),
  name: fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 8 })),
  value: fc.oneof(json, fc.constantFrom<Json>(...names, null, true, false, [], {}, 0, -1, 1e9, 0.5)),
  depth: fc.integer({ min: 1, max: 60 }),
})
type Damage = typeof damage extends fc.Arbitrary<infer D> ? D : never

/** Every place in a file where a value stands. */
function placesIn(value: Json, places: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return places
  for (const [key, inner] of Object.entries(value)) {
    places.push({ parent: value, key })
    placesIn(inner, places)
  }
  return places
}

const valueAt = ({ parent, key }: Place): Json =>
  (Array.isArray(parent) ? parent[Number(key)] : parent[key]) ?? null

function put({ parent, key }: Place, value: Json): void {
  if (Array.isArray(parent)) parent[Number(key)] = value
  else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true })
}

const copyOf = (value: Json): Json => JSON.parse(JSON.stringify(value))

function harm(files: Json, { kind, first, second, name, value, depth }: Damage): Json {
  const all = placesIn(files)
  const [beside, added, feature] = features[second % features.length] ?? ['', '', null]
  const fitting = all.filter((one) => {
    if (kind === 'number') return typeof valueAt(one) === 'number'
    if (kind === 'feature') return one.key === beside
    return kind === 'copy alike' ? !Array.isArray(one.parent) && typeof valueAt(one) !== 'object' : true
  })
  const places = fitting.length > 0 ? fitting : all
  const place = places[first % places.length]
  const any = places[second % places.length]
  if (!place || !any) return files
  const { parent, key } = place
  switch (kind) {
    case 'delete':
      if (Array.isArray(parent)) parent.splice(Number(key), 1)
      else delete parent[key]
      return files
    case 'replace':
      put(place, value)
      return files
    case 'copy':
      put(place, copyOf(valueAt(any)))
      return files
    case 'swap': {
      const [here, there] = [copyOf(valueAt(place)), copyOf(valueAt(any))]
      put(place, there)
      put(any, here)
      return files
    }
    case 'copy alike': {
      const alike = places.filter((other) => other.key === key)
      const other = alike[second % Math.max(1, alike.length)]
      if (other) put(place, copyOf(valueAt(other)))
      return files
    }
    case 'rename': {
      const old = typeof valueAt(place) === 'string' ? String(valueAt(place)) : key
      const quoted = (text: string) => JSON.stringify(text)
      return JSON.parse(JSON.stringify(files).replaceAll(quoted(old), () => quoted(name)))
    }
    case 'duplicate':
      if (Array.isArray(parent)) parent.push(copyOf(valueAt(place)))
      else put({ parent, key: name }, copyOf(valueAt(place)))
      return files
    case 'insert':
      put({ parent, key: Array.isArray(parent) ? String(parent.length) : name }, value)
      return files
    case 'nest': {
      let nested = copyOf(valueAt(place))
      for (let level = 0; level < depth; level += 1)
        nested = second % 3 === 0 ? [nested] : second % 3 === 1 ? { not: nested } : { all: [nested] }
      put(place, nested)
      return files
    }
    case 'number':
      put(place, second % 2 === 0 ? second : -(second % 1000))
      return files
    case 'feature':
      put({ parent, key: added }, copyOf(feature))
      return files
  }
}

const isFiles = (value: Json): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One to four things to go wrong, or to come out well after all. */
export const damages: fc.Arbitrary<readonly Damage[]> = fc.array(damage, { minLength: 1, maxLength: 4 })

/** Files of the shipped policy, damaged. */
export function damaged(all: readonly Damage[]): PolicyFiles {
  const files = all.reduce<Json>(harm, JSON.parse(clean))
  return isFiles(files) ? files : {}
}

/** Anything at all where the files should be. */
export const randomFiles: fc.Arbitrary<PolicyFiles> = fc.record(
  Object.fromEntries(
    ['policy.json', 'stages.json', 'owners.json', 'clocks.json', 'properties.json', 'notices.json'].map(
      (file) => [file, fc.jsonValue({ maxDepth: 5 })],
    ),
  ),
)
