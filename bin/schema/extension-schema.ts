// Extensions of a time limit: who may move its due date, why, and how far.

import { extensionKeys, timesKeys } from '../../src/rules/parse-extension.ts'
import type { FactType } from '../../src/rules/fact.ts'
import { closed, described, flag, oneOrMore, text, type Schema } from './json-schema.ts'
import { span } from './plain-values.ts'
import type { Vocabulary } from './vocabulary.ts'

const moments: readonly FactType[] = ['instant', 'date']

export const extension = (words: Vocabulary): Schema =>
  words.ref('extension', () =>
    closed(
      'extension',
      extensionKeys,
      {
        name: text('A name of its own within the time limit.'),
        when: described('It is no extension at all unless this is true.', words.fact(['boolean'])),
        after: text('The name of an earlier extension that it builds on: it counts from that one’s date.'),
        notice: described(
          'When it was announced: it counts if that was before the time was up.',
          words.fact(moments),
        ),
        reason: described('The fact that must hold a reason.', words.fact()),
        needs: oneOrMore('Facts that must be true or known: a consent, an approval.', words.fact()),
        until: described(
          'The new date. Without one the extension gives the most that it may.',
          words.fact(['date']),
        ),
        atMost: {
          description:
            'The most that it may add to the due date before it; `open` where the procedure sets no cap, and then it needs its date in `until`.',
          anyOf: [span(words), { const: 'open' }],
        },
        total: described('The most that the whole time may be, counted from the start.', span(words)),
        dateOptional: flag(
          'Whether it gives the most that it may where no new date is recorded; else it does not count then.',
        ),
        times: closed(
          'how often',
          timesKeys,
          {
            fact: described('The number of times that it was extended.', words.fact(['number'])),
            atMost: { description: 'How often it may be.', type: 'integer', minimum: 1 },
          },
          ['fact', 'atMost'],
          { description: 'How often the time may be extended.' },
        ),
      },
      ['name', 'notice'],
      { anyOf: [{ required: ['atMost'] }, { required: ['total'] }] },
    ),
  )
