// The `then` of a step: what must be so after Redress has looked.

import { shownKeys } from '../examples/parse-clock.ts'
import { dayPattern, momentPattern } from '../examples/moment.ts'
import { thenKeys } from '../examples/parse-expectations.ts'
import { noticeKeys } from '../examples/parse-notice.ts'
import { clockStates } from '../../src/rules/clock.ts'
import { rulesOf } from '../../src/rules/policy.ts'
import { day, factValues, moment } from './example-values.ts'
import { closed, described, oneOrMore, type Schema } from './json-schema.ts'
import { emailPattern } from './plain-values.ts'
import type { Vocabulary } from './vocabulary.ts'

export const expectation = (words: Vocabulary): Schema =>
  closed(
    'what must be so',
    thenKeys,
    {
      stage: { description: 'Where the ticket stands.', ...words.stageLabel() },
      owner: {
        description: 'Who owns it: a role, an e-mail address, or `null` for nobody.',
        anyOf: [words.role(), { type: 'string', pattern: '@' }, { type: 'null' }],
      },
      facts: {
        description: 'What CRM properties hold, by fact; `null` for empty.',
        type: 'object',
        properties: factValues(words),
        additionalProperties: false,
      },
      clocks: {
        description: 'The state of time limits; `null` where there is none.',
        type: 'object',
        properties: Object.fromEntries(
          rulesOf(words.policy, 'clock').map(({ name, title }) => [
            name,
            { description: title, ...clock(words) },
          ]),
        ),
        additionalProperties: false,
      },
      fires: oneOrMore('Rules that must hold.', words.rule()),
      refuses: oneOrMore('Rules that must not hold.', words.rule()),
      nearMiss: {
        description: 'Rules that one condition keeps from holding, each with part of what is said of that.',
        type: 'object',
        propertyNames: words.rule(),
        additionalProperties: { type: ['string', 'null'], minLength: 1 },
      },
      tasks: oneOrMore('The tasks that are open on the ticket, all of them.', notice(words, 'tasks')),
      notes: oneOrMore(
        'The notes that have been written on the ticket, all of them.',
        notice(words, 'notes'),
      ),
      changesNothing: { description: 'Redress writes nothing.', const: true },
      says: oneOrMore('Parts of the explanation on the ticket.', { type: 'string', minLength: 1 }),
      problem: oneOrMore('Parts of the failures that people are shown.', { type: 'string', minLength: 1 }),
    },
    [],
    { description: 'What must be so afterwards.', minProperties: 1 },
  )

const clock = (words: Vocabulary): Schema =>
  words.ref('clock', () => ({
    title: 'time limit',
    anyOf: [
      { type: 'null' },
      {
        title: 'state in short',
        type: 'string',
        pattern: `^(${clockStates.join('|')})(, due (${[dayPattern, momentPattern].map(({ source }) => source.slice(1, -1)).join('|')}))?$`,
        examples: ['running', 'running, due Thu 2026-11-26'],
        defaultSnippets: clockStates.map((state) => ({ label: state, body: state })),
      },
      closed(
        'state in full',
        shownKeys,
        {
          state: { description: 'Its state.', enum: clockStates },
          startAt: moment('When it began.'),
          dueOn: day('The day on which it is due.'),
          dueAt: moment('The moment after which it is overdue.'),
          stopAt: moment('When it was done.'),
          workingDays: { description: 'How many working days it took.', type: 'number' },
          extension: {
            description: 'What its last extension came to; `null` where there is none.',
            type: ['string', 'null'],
            pattern: '^(valid|invalid(: .+)?)$',
          },
          remark: {
            description: 'Parts of what is remarked of it; `null` for nothing.',
            anyOf: [
              { type: 'null' },
              { type: 'string', minLength: 1 },
              { type: 'array', items: { type: 'string', minLength: 1 } },
            ],
          },
        },
        ['state'],
      ),
    ],
  }))

function notice(words: Vocabulary, kind: 'tasks' | 'notes'): Schema {
  const names = words.rule(kind === 'tasks' ? 'task' : 'note')
  const rule = described('The rule that it comes from.', names)
  const says = oneOrMore('Parts of what it says.', { type: 'string', minLength: 1 })
  return words.ref(kind, () => ({
    title: kind === 'tasks' ? 'task' : 'note',
    anyOf: [
      names,
      kind === 'notes'
        ? closed('note', noticeKeys.notes, { rule, says }, ['rule'])
        : closed(
            'task',
            noticeKeys.tasks,
            {
              rule,
              to: {
                description: 'Who has it: a role, an e-mail address, or `null` for nobody.',
                anyOf: [words.role(), { type: 'string', pattern: emailPattern }, { type: 'null' }],
              },
              due: {
                description: 'The day or the moment by which it is to be done.',
                anyOf: [day('A day.'), moment('A moment.')],
              },
              says,
            },
            ['rule'],
          ),
    ],
  }))
}
