// Both directions of a mapping: what is written becomes theirs, what is read becomes the policy's.

import type { Mapping } from './mapping.ts'

export type Translation = {
  readonly property: Words
  readonly stage: Words
  readonly person: Words
  /** A value of a property, by the policy's name of the property; a set member by member. */
  readonly value: {
    readonly toTheirs: (property: string, value: string) => string
    readonly toOurs: (property: string, value: string) => string
  }
}

type Words = { readonly toTheirs: (ours: string) => string; readonly toOurs: (theirs: string) => string }

export function translationOf(mapping: Mapping): Translation {
  const names = new Map([...mapping.properties].map(([ours, { name }]) => [ours, name]))
  const values = new Map(
    [...mapping.properties].flatMap(([ours, { options }]) =>
      options.size === 0 ? [] : [[ours, wordsOf(options)] as const],
    ),
  )
  return {
    property: wordsOf(single(names)),
    stage: wordsOf(single(mapping.stages)),
    person: wordsOf(single(mapping.people)),
    value: {
      toTheirs: (property, value) => eachMember(value, values.get(property)?.toTheirs),
      toOurs: (property, value) => eachMember(value, values.get(property)?.toOurs),
    },
  }
}

const single = (names: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> =>
  new Map([...names].map(([ours, theirs]) => [ours, [theirs]]))

function wordsOf(names: ReadonlyMap<string, readonly string[]>): Words {
  const back = new Map([...names].flatMap(([ours, theirs]) => theirs.map((each) => [each, ours] as const)))
  return {
    toTheirs: (ours) => names.get(ours)?.[0] ?? ours,
    // Their own word for something else, which happens to be one of the policy's: it must not be taken for that.
    toOurs: (theirs) => back.get(theirs) ?? (names.has(theirs) ? `not mapped: ${theirs}` : theirs),
  }
}

function eachMember(value: string, word: ((member: string) => string) | undefined): string {
  if (!word || value === '') return value
  const members = value.split(';').filter((member) => member.trim() !== '')
  return [...new Set(members.map((member) => word(member.trim())))].join(';')
}
