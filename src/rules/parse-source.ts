// Reads what a rule rests on: a paragraph of the procedure, with the fingerprint of its text.

import { Fields } from './fields.ts'
import type { Source } from './policy.ts'

export const sourceKeys = ['section', 'paragraph', 'sha256', 'note'] as const

export function parseSource(fields: Fields): Source {
  const source = new Fields(fields.raw('source'), fields.at('source'), fields.report, sourceKeys)
  const sha256 = source.optionalText('sha256')
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256))
    source.report(source.at('sha256'), 'a fingerprint is 64 hexadecimal digits')
  return {
    section: source.text('section'),
    paragraph: source.text('paragraph'),
    sha256,
    note: source.optionalText('note'),
  }
}
