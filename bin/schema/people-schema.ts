// Who could do something: roles, and persons that facts name.

import { candidateKeys } from '../../src/rules/rule-params.ts'
import { described, flag, list, type Schema } from './json-schema.ts'
import type { Vocabulary } from './vocabulary.ts'

const meanings: Readonly<Record<(typeof candidateKeys)[number], string>> = {
  role: 'Whoever has this role for the ticket’s service area, or a deputy.',
  skipDeputies:
    'Take the next candidate at once where the holder of the role may not or is away, not a deputy.',
  fact: 'The person that this fact names.',
}

export const candidates = (words: Vocabulary, description: string): Schema =>
  list(description, candidate(words), 1)

const candidate = (words: Vocabulary): Schema =>
  words.ref('candidate', () => ({
    title: 'role or person',
    anyOf: [
      {
        type: 'object',
        properties: {
          role: described(meanings.role, words.role()),
          skipDeputies: flag(meanings.skipDeputies),
        },
        required: ['role'],
        additionalProperties: false,
      },
      {
        type: 'object',
        properties: { fact: described(meanings.fact, words.fact(['person'])) },
        required: ['fact'],
        additionalProperties: false,
      },
    ],
  }))
