// Worked examples: a ticket, what people do to it, and what must come of it.

import { exampleKeys, stepKeys } from '../examples/parse-example.ts'
import { modes } from '../../src/rules/policy.ts'
import { expectation } from './expectation-schema.ts'
import { factValues, moment, personValue } from './example-values.ts'
import { closed, flag, list, oneOrMore, schemaKey, text, type Schema } from './json-schema.ts'
import { emailPattern } from './plain-values.ts'
import type { Vocabulary } from './vocabulary.ts'

/** One example, a list of them, or a list under `examples`. */
export function examplesSchema(words: Vocabulary): Schema {
  const one = example(words)
  const examples = { type: 'array', items: one }
  return words.file(`examples of ${words.policy.title}`, {
    anyOf: [
      {
        type: 'object',
        properties: {
          $schema: schemaKey,
          examples: { description: 'The examples.', ...examples },
        },
        required: ['examples'],
        additionalProperties: false,
      },
      examples,
      one,
    ],
  })
}

function example(words: Vocabulary): Schema {
  return words.ref('example', () =>
    closed(
      'example',
      exampleKeys,
      {
        $schema: schemaKey,
        title: text('What it shows.'),
        why: text('Why it must come out so, where a reader could doubt it.'),
        mode: {
          description: 'How much Redress may write: everything unless given.',
          enum: modes.toReversed(),
          default: 'full',
        },
        directory: oneOrMore('The people who can be given work; everybody unless given.', {
          type: 'string',
          pattern: emailPattern,
        }),
        ticket: {
          title: 'ticket',
          description: 'What the CRM holds at first.',
          type: 'object',
          properties: {
            stage: { description: 'Where it stands.', ...words.stageLabel() },
            owner: { description: 'Who owns it; nobody unless given.', ...personValue(words) },
            ...factValues(words),
          },
          required: ['stage'],
          additionalProperties: false,
        },
        steps: list(
          'What happens, in order of time. Redress looks at the ticket after each step.',
          step(words),
          1,
        ),
      },
      ['title', 'ticket', 'steps'],
    ),
  )
}

const step = (words: Vocabulary): Schema =>
  words.ref('step', () =>
    closed(
      'step',
      stepKeys,
      {
        at: moment('When it happens, by the clock of the policy’s calendar.'),
        why: text('Why it must come out so, where a reader could doubt it.'),
        set: {
          description: 'What people fill in or change; `null` empties it.',
          type: 'object',
          properties: factValues(words),
          additionalProperties: false,
        },
        hand: {
          title: 'change by hand',
          description: 'What people move by hand.',
          type: 'object',
          properties: {
            stage: { description: 'The stage that they move it to.', ...words.stageLabel() },
            owner: { description: 'Whom they give it to; `null` for nobody.', ...personValue(words) },
          },
          additionalProperties: false,
        },
        lost: flag('Whether the CRM’s notice is lost, so that Redress looks only at the next step.'),
        // oxlint-disable-next-line unicorn/no-thenable -- a key of the examples; nobody awaits a schema
        then: expectation(words),
      },
      ['at'],
    ),
  )
