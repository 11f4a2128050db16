// Reads which task or note must be there: by its rule, or with whom it is for, when it is due and what it says.

import { Fields } from '../../src/rules/fields.ts'
import { nearest, type Report } from '../../src/rules/finding.ts'
import type { Policy } from '../../src/rules/policy.ts'
import type { NoticeExpected } from './example.ts'
import { parseDay, parseMoment } from './moment.ts'
import { isEmail } from './natural-value.ts'

export const noticeKeys = { tasks: ['rule', 'to', 'due', 'says'], notes: ['rule', 'says'] } as const

export function parseNotice(
  kind: 'tasks' | 'notes',
  raw: unknown,
  pointer: string,
  policy: Policy,
  report: Report,
): NoticeExpected {
  const ofKind = policy.rules.filter((rule) => rule.kind === (kind === 'tasks' ? 'task' : 'note'))
  const known = (rule: string, at: string): string => {
    const names = ofKind.map(({ name }) => name)
    if (!names.includes(rule)) report(at, `unknown ${kind.slice(0, -1)} \`${rule}\`${nearest(rule, names)}`)
    return rule
  }
  if (typeof raw === 'string') return { rule: known(raw, pointer), says: [] }
  const fields = new Fields(raw, pointer, report, noticeKeys[kind])
  return {
    rule: known(fields.text('rule'), fields.at('rule')),
    ...(fields.has('to') && { to: fields.raw('to') === null ? '' : parsePerson(fields, policy) }),
    ...(fields.has('due') && parseDue(fields, policy.calendar.timeZone)),
    says: fields.names('says'),
  }
}

function parsePerson(fields: Fields, policy: Policy): string {
  const who = fields.text('to')
  if (isEmail(who)) return who.toLowerCase()
  const names = [...policy.roles.keys()]
  if (!names.includes(who))
    fields.report(
      fields.at('to'),
      `unknown role \`${who}\`${nearest(who, names)}: a task is for a role, an e-mail address or \`null\``,
    )
  return who
}

function parseDue(fields: Fields, timeZone: string): Pick<NoticeExpected, 'dueAt' | 'dueOn'> {
  const raw = fields.raw('due')
  const day = parseDay(raw)
  if (day.ok) return { dueOn: day.value }
  const moment = parseMoment(raw, timeZone)
  if (moment.ok) return { dueAt: moment.value }
  fields.report(fields.at('due'), typeof raw === 'string' && /\d\d:\d\d/.test(raw) ? moment.error : day.error)
  return {}
}
