// Time limits: start, stop, length, pauses, extensions, and where the ticket shows them.

import { clockKeys, pauseKeys, repeatKeys, wordKeys, type targetKeys } from '../../src/rules/parse-clock.ts'
import type { FactType } from '../../src/rules/fact.ts'
import { byShape } from './condition-schema.ts'
import { counting } from './counting-schema.ts'
import { extension } from './extension-schema.ts'
import { choice, closed, described, flag, list, oneOrMore, text, type Schema } from './json-schema.ts'
import { span, spanUnits } from './plain-values.ts'
import type { Vocabulary } from './vocabulary.ts'

const moments: readonly FactType[] = ['instant', 'date']

export const clockParams = (words: Vocabulary): Schema =>
  closed(
    'time limit',
    clockKeys,
    {
      stage: described(
        'The stage whose version of the policy governs it; the only one that its conditions ask for unless given.',
        words.stage(),
      ),
      start: described(
        'The moment from which it counts. Without one there is no time limit.',
        words.fact(moments),
      ),
      stop: oneOrMore('What ends it: the moments at which it is done.', words.fact(moments), 1),
      stopAt: choice('Which of several ends it.', {
        first: 'the first of them that is known',
        last: 'the last of them, once all are known',
      }),
      within: {
        description:
          'How long it may take: a length of time, the date of a fact, or a list of which the first that applies is meant.',
        anyOf: [target(words), { type: 'array', items: target(words), minItems: 1 }],
      },
      repeat: closed(
        'time limit that comes again',
        repeatKeys,
        {
          done: described('The last time that it was done.', words.fact(moments)),
          counted: choice('From when the next time counts.', {
            fromLast: 'from when it was last done',
            fromStart: 'from the start, as a fixed row of dates',
          }),
        },
        ['done'],
        { description: 'For what has to be done again and again until the `stop`.' },
      ),
      warn: described('How long before it is due the state becomes `due_soon`.', span(words)),
      pauses: list('When the time stands still.', pause(words)),
      ...counting(words),
      extensions: list(
        'What can move the due date. One that does not count is remarked on the ticket.',
        extension(words),
      ),
      cancel: oneOrMore('Boolean facts, any of which ends it without an answer.', words.fact(['boolean'])),
      lapses: flag(
        'Whether it lapses when its time is up, as a right that was not used does: it is never overdue.',
      ),
      due: {
        description:
          'The property that shows the due date while it is the present stage’s; `false` where it is shown nowhere.',
        anyOf: [words.property(['date', 'instant']), { const: false }],
      },
      result: described(
        'The property that shows how it was met, with the options `met` and `met_late`.',
        words.property(['option']),
      ),
      taken: described('The property that shows how many working days it took.', words.property(['number'])),
      words: closed(
        'verb',
        wordKeys,
        {
          todo: text('What is to be done, as it begins a sentence: `Acknowledge`.'),
          done: text('The same when it is done: `Acknowledged`.'),
        },
        ['todo', 'done'],
        { description: 'What the ticket calls it.' },
      ),
    },
    ['start', 'stop', 'within', 'due', 'words'],
  )

function target(words: Vocabulary): Schema {
  return words.ref('target', () => {
    const keys: Readonly<Record<(typeof targetKeys)[number], Schema>> = {
      when: described('It applies only while this is true.', words.fact(['boolean'])),
      by: described('It is due at the end of this date, or at this moment.', words.fact(moments)),
      acrossClosure: described(
        'The length instead where a closure of the calendar falls into the time.',
        span(words, false),
      ),
    }
    const { when, by, acrossClosure } = keys
    return {
      title: 'how long it may take',
      anyOf: [
        {
          title: 'length of time',
          type: 'object',
          properties: {
            when,
            acrossClosure,
            ...spanUnits(true),
          },
          additionalProperties: false,
          oneOf: Object.keys(spanUnits(true)).map((unit) => ({ required: [unit] })),
        },
        {
          title: 'date of a fact',
          type: 'object',
          properties: {
            when,
            by,
          },
          required: ['by'],
          additionalProperties: false,
        },
      ],
    }
  })
}

function pause(words: Vocabulary): Schema {
  return words.ref('pause', () => {
    const meanings: Readonly<Record<(typeof pauseKeys)[number], string>> = {
      from: 'The moment from which it stands still.',
      to: 'The moment from which it goes on; until that is known it stands still.',
      while: 'It stands still while this fact has a value, by the history that the CRM keeps.',
      is: 'The values; for a boolean fact `true` unless given.',
    }
    return {
      title: 'pause',
      anyOf: [
        closed(
          'span',
          ['from', 'to'],
          {
            from: described(meanings.from, words.fact(moments)),
            to: described(meanings.to, words.fact(moments)),
          },
          ['from', 'to'],
        ),
        closed(
          'state',
          ['while', 'is'],
          {
            while: described(meanings.while, words.remembered()),
            is: oneOrMore(meanings.is, { type: 'string', minLength: 1 }, 1),
          },
          ['while'],
          {
            allOf: byShape(
              words,
              'while',
              [...words.policy.scope].filter(
                ([fact, { options }]) =>
                  options.length > 0 &&
                  (fact === 'stage' || words.policy.facts.get(fact)?.property !== undefined),
              ),
              ({ options }) => ({ properties: { is: oneOrMore(meanings.is, { enum: options }, 1) } }),
            ),
          },
        ),
      ],
    }
  })
}
