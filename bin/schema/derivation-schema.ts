// The closed list of derivations: what each takes, what it means, and an example.

import type { FactType } from '../../src/rules/fact.ts'
import { countingKeys } from '../../src/rules/parse-counting.ts'
import { derivations } from '../../src/rules/parse-facts.ts'
import type { Derivation } from '../../src/rules/policy.ts'
import { condition } from './condition-schema.ts'
import { counting } from './counting-schema.ts'
import { byName, closed, described, list, type Schema } from './json-schema.ts'
import { span } from './plain-values.ts'
import type { Vocabulary } from './vocabulary.ts'

export type Op = Derivation['op']

const isOp = (name: string): name is Op => Object.hasOwn(derivations, name)

export const derivationOps: readonly Op[] = Object.keys(derivations).filter(isOp)

const moments: readonly FactType[] = ['instant', 'date']

const two = (item: Schema): Schema => ({ type: 'array', items: item, minItems: 2, maxItems: 2 })

/** By kind: the schema of its value, for a fact of a type that it can give. */
export const derivationSchemas: Readonly<Record<Op, (words: Vocabulary, type: FactType) => Schema>> = {
  difference: (words) => ({
    description: 'The members of the first set that are not in the second.',
    ...two(words.fact(['set'])),
  }),
  when: (words) => described('Whether a condition holds.', condition(words)),
  members: (words) =>
    byName('Each option of the set with the boolean fact that makes it a member.', words.fact(['boolean']), {
      minProperties: 1,
    }),
  first: (words, type) =>
    list(
      'The first of these facts that is known; one with a `when` counts only while that boolean fact is true.',
      {
        anyOf: [
          words.fact([type]),
          closed(
            'fact on a condition',
            ['fact', 'when'],
            {
              fact: described('The fact.', words.fact([type])),
              when: described('It counts only while this is true.', words.fact(['boolean'])),
            },
            ['fact'],
          ),
        ],
      },
      1,
    ),
  setAt: (words) =>
    described(
      'When a fact took the value that it has, or the ticket came to its stage, by the history that the CRM keeps.',
      words.remembered(),
    ),
  byHand: (words, type) =>
    described(
      'The value of a fact that a person filled in; not known where Redress did.',
      words.fact([type]),
    ),
  follows: (words, type) =>
    closed(
      'correction that follows',
      ['fact', 'from', 'instead'],
      {
        fact: described('The fact that Redress wrote once.', words.fact([type])),
        from: list('What it can have been taken from.', words.fact([type]), 1),
        instead: list(
          'What takes the place of a makeshift once it is known.',
          closed(
            'better origin',
            ['when', 'was', 'now'],
            {
              when: described('It counts only while this is true.', words.fact(['boolean'])),
              was: described('What the value was taken from, for want of the other.', words.fact([type])),
              now: described('What the value follows once it is known.', words.fact([type])),
            },
            ['when', 'was', 'now'],
          ),
        ),
      },
      ['fact', 'from'],
      {
        description:
          'The present value of what Redress took a fact from, where a person has corrected that since; else not known.',
      },
    ),
  same: (words) => ({
    description: 'Whether two facts are known and the same.',
    ...two(words.fact()),
  }),
  notBefore: (words) => ({
    description:
      'Whether the first is not before the second: true where the second is not known, not known where the first is not. A date alone is compared by the day.',
    ...two(words.fact(moments)),
  }),
  laterThan: (words) => ({
    description:
      'Whether a moment is after every one of a list, of which those that are not known do not matter.',
    type: 'array',
    items: [
      described('The moment.', words.fact(moments)),
      list('What it must be after.', words.fact(moments), 1),
    ],
    minItems: 2,
    maxItems: 2,
  }),
  reached: (words) => ({
    description:
      'Whether a moment has come; Redress looks again by itself when it does. A date has come when its day begins.',
    anyOf: [
      words.fact(moments),
      closed(
        'moment that counts from another on',
        ['fact', 'notBefore'],
        {
          fact: described('The moment.', words.fact(moments)),
          notBefore: described('A moment before this one does not count.', words.fact(moments)),
        },
        ['fact'],
      ),
    ],
  }),
  latest: (words) =>
    list(
      'The last of these, once all of them are known: all instants, or all dates for a fact of type date.',
      words.fact(moments),
      1,
    ),
  earliest: (words) => list('The first of those of these moments that are known.', words.fact(moments), 1),
  due: (words) =>
    closed(
      'end of a time',
      ['from', 'within', ...countingKeys],
      {
        from: described('The moment from which it counts.', words.fact(moments)),
        within: described('How long it is.', span(words, false)),
        ...counting(words),
      },
      ['from', 'within'],
      {
        description: 'The instant at which a time is over; with `reached` a window that closes by itself.',
      },
    ),
  timesSet: (words) =>
    described('How often a fact was given a new value, by the history that the CRM keeps.', words.property()),
  roleHeldBy: (words) =>
    closed(
      'who has a role',
      ['role', 'by'],
      {
        role: described('The role, for the ticket’s service area.', words.role()),
        by: list('The persons who may have it.', words.fact(['person']), 1),
      },
      ['role', 'by'],
      {
        description: 'Whether whoever has a role is one of these persons.',
      },
    ),
}

/** An example of each with the type of a fact that it gives, in the facts of Bournville's policy. */
export const derivationExamples: Readonly<Record<Op, readonly [type: FactType, value: unknown]>> = {
  difference: ['set', ['aspectsRaised', 'aspectsAddressed']],
  when: ['boolean', { fact: 'complexity', operator: 'equal', value: 'complex' }],
  members: ['set', { unaddressed_aspects: 'aspectsRemain', new_evidence: 'evidenceWarrants' }],
  first: ['instant', ['formalRequestedAt', { fact: 'receivedAt', when: 'aboutStaff' }]],
  setAt: ['instant', 'formalRequested'],
  byHand: ['instant', 'stage2StartedAt'],
  follows: ['instant', { fact: 'stage1StartedAt', from: ['formalRequestedAt', 'receivedAt'] }],
  same: ['boolean', ['reviewRequestedAt', 'stage2StartedAt']],
  notBefore: ['boolean', ['reviewRequestedAt', 'stage1RespondedAt']],
  laterThan: ['boolean', ['reviewRequestedAt', ['stage2StartedAt']]],
  reached: ['boolean', 'withdrawnAt'],
  latest: ['instant', ['stage2ReportApprovedAt', 'stage2RespondedAt']],
  earliest: ['instant', ['stage1AcknowledgedAt', 'stage1RespondedAt']],
  due: ['instant', { from: 'receivedAt', within: { workingDays: 2 } }],
  timesSet: ['number', 'stage1ExtendedTo'],
  roleHeldBy: ['boolean', { role: 'director', by: ['stage1Investigator', 'staffSubject'] }],
}
