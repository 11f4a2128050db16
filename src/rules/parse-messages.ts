// Reads the messages of a policy: texts that change with the years.

import { Fields } from './fields.ts'
import type { DatedText } from './policy.ts'

export const messageKeys = ['from', 'text', 'source'] as const

export function parseMessages(fields: Fields): ReadonlyMap<string, readonly DatedText[]> {
  return new Map(
    fields.entries('messages').map(([name, raw, pointer]) => {
      const items = Array.isArray(raw) ? raw : []
      if (items.length === 0)
        fields.report(pointer, 'a message is a list of texts, each with the date `from` which it holds')
      const texts = items.map((item: unknown, index) => {
        const text = new Fields(item, `${pointer}/${index}`, fields.report, messageKeys)
        text.optionalText('source')
        return { from: text.date('from'), text: text.text('text') }
      })
      for (const [index, { from }] of texts.entries()) {
        const before = texts[index - 1]?.from
        if (before !== undefined && from !== '' && from <= before)
          fields.report(
            `${pointer}/${index}/from`,
            `${from} is not after ${before}: the texts of a message stand in the order of their dates`,
          )
      }
      return [name, texts]
    }),
  )
}
