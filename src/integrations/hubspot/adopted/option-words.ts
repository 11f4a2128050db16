// Both directions of a mapping's options: what is written becomes theirs, what is read becomes the policy's.

import type { Mapping } from './mapping.ts'

export type OptionWords = {
  readonly toTheirs: (value: string) => string
  readonly toOurs: (value: string) => string
}

/** By their name of the property, where it has options of its own. A set is translated member by member. */
export const optionsOf = ({ properties }: Mapping): ReadonlyMap<string, OptionWords> =>
  new Map(
    [...properties.values()].flatMap(({ name, options }) =>
      options.size === 0 ? [] : [[name, wordsOf(options)] as const],
    ),
  )

function wordsOf(options: ReadonlyMap<string, readonly string[]>): OptionWords {
  const back = new Map([...options].flatMap(([ours, theirs]) => theirs.map((each) => [each, ours] as const)))
  return {
    toTheirs: byMember((ours) => options.get(ours)?.[0] ?? ours),
    // Their own word for something else, which happens to be one of the policy's: it must not be taken for that.
    toOurs: byMember(
      (theirs) => back.get(theirs) ?? (options.has(theirs) ? `not mapped: ${theirs}` : theirs),
    ),
  }
}

const byMember =
  (word: (member: string) => string) =>
  (value: string): string => {
    const members = value.split(';').flatMap((member) => (member.trim() === '' ? [] : [word(member.trim())]))
    return [...new Set(members)].join(';')
  }
