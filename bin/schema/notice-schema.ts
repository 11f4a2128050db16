// Tasks and notes: what they say, to whom, by when, and once per what.

import { onceKeys, taskDueKeys } from '../../src/rules/parse-notice.ts'
import { paramKeys } from '../../src/rules/parse-rules.ts'
import { placeholders } from '../../src/rules/wording.ts'
import { closed, described, text, type Schema } from './json-schema.ts'
import { candidates } from './people-schema.ts'
import { span } from './plain-values.ts'
import type { Vocabulary } from './vocabulary.ts'

export const taskParams = (words: Vocabulary): Schema =>
  closed(
    'task',
    paramKeys.task,
    {
      subject: template(words, 'What is to be done, in a line.'),
      body: template(words, 'What is to be done, and why.'),
      for: candidates(words, 'Who gets the task, the first choice first.'),
      once: once(words),
      due: {
        description: 'By when it is to be done.',
        anyOf: [
          only('clock', described('When this time limit is due.', words.rule('clock'))),
          closed(
            'time from a moment',
            taskDueKeys,
            {
              clock: { not: {} },
              from: described('The moment from which it counts.', words.fact(['instant'])),
              within: described('How long it may take.', span(words, false)),
            },
            ['from', 'within'],
          ),
        ],
      },
      says: template(words, 'A sentence for the ticket while the task stands.'),
    },
    ['subject', 'body', 'for', 'once', 'due'],
  )

export const noteParams = (words: Vocabulary): Schema =>
  closed('note', paramKeys.note, { text: template(words, 'What the note says.'), once: once(words) }, [
    'text',
    'once',
  ])

const once = (words: Vocabulary): Schema => {
  const meanings: Readonly<Record<(typeof onceKeys)[number], Schema>> = {
    clock: described('Once for each start and due date of this time limit.', words.rule('clock')),
    fact: described('Once for each value of this fact.', words.fact()),
    ticket: { description: 'Once for each ticket.', const: true },
  }
  return {
    description: 'Once per what: it is never created twice for the same.',
    anyOf: onceKeys.map((key) => only(key, meanings[key])),
  }
}

const only = (key: string, value: Schema): Schema => ({
  type: 'object',
  properties: { [key]: value },
  required: [key],
  additionalProperties: false,
})

/** A text with placeholders of a closed list, the policy's messages among them. */
function template(words: Vocabulary, description: string): Schema {
  const names = [...placeholders, ...words.policy.messages.keys()]
  return text(
    `${description} It may hold ${placeholders.map((name) => `\`{${name}}\``).join(', ')}, and a message by its name.`,
    {
      patternErrorMessage: `A placeholder is one of ${names.map((name) => `{${name}}`).join(', ')}.`,
      pattern: String.raw`^(?=[^]*\S)([^{}]|\{(${names.map(escaped).join('|')})\}|\{(?![^{}]*\})|\})*$`,
    },
  )
}

const escaped = (name: string) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
