// Reads the messages of a policy: texts that change with the years.

import { Fields } from './fields.ts'
import type { DatedText } from './policy.ts'

export function parseMessages(fields: Fields): ReadonlyMap<string, readonly DatedText[]> {
  return new Map(
    fields.entries('messages').map(([name, raw, pointer]) => {
      const texts = Array.isArray(raw) ? raw : []
      if (texts.length === 0)
        fields.report(pointer, 'a message is a list of texts, each with the date `from` which it holds')
      return [
        name,
        texts.map((item: unknown, index) => {
          const text = new Fields(item, `${pointer}/${index}`, fields.report, ['from', 'text', 'source'])
          return { from: text.date('from'), text: text.text('text') }
        }),
      ]
    }),
  )
}
