// Reads which paragraphs of the procedure people see to themselves, and why no rule does.

import { Fields } from './fields.ts'
import { parseSource } from './parse-source.ts'
import type { DoneByPeople } from './policy.ts'

export const doneByPeopleKeys = ['source', 'because'] as const

export function parseDoneByPeople(fields: Fields): readonly DoneByPeople[] {
  const seen = new Set<string>()
  return fields.items('doneByPeople').map(([raw, pointer]) => {
    const entry = new Fields(raw, pointer, fields.report, doneByPeopleKeys)
    const source = parseSource(entry)
    const place = `paragraph ${source.paragraph} of \`${source.section}\``
    if (seen.has(place)) fields.report(pointer, `${place} stands here twice`)
    seen.add(place)
    return { source, because: entry.text('because'), pointer }
  })
}
