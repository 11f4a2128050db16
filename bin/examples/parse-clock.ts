// Reads what must be so of a clock: its state in short, or with its dates, its extension and its remarks.

import { clockStates } from '../../src/rules/clock.ts'
import { Fields } from '../../src/rules/fields.ts'
import { nearest, type Report } from '../../src/rules/finding.ts'
import type { Result } from '../../src/rules/result.ts'
import type { ClockDetails, Expectation, ExtensionOutcome } from './example.ts'
import { parseDay, parseMoment } from './moment.ts'

export const shownKeys = [
  'state',
  'startAt',
  'dueOn',
  'dueAt',
  'stopAt',
  'workingDays',
  'extension',
  'remark',
] as const

/** One clock of a `then`; nothing where its state can not be read, which is reported. */
export function parseClock(
  clock: string,
  value: unknown,
  at: string,
  timeZone: string,
  report: Report,
): Extract<Expectation, { kind: 'clock' }> | undefined {
  if (value === null) return { kind: 'clock', pointer: at, clock, state: 'none', details: {} }
  const isBrief = typeof value === 'string'
  const fields = new Fields(isBrief ? inFull(value) : value, at, report, shownKeys)
  // What is said in short has no places of its own.
  const place = (key: string) => (isBrief ? at : fields.at(key))
  const given = fields.text('state')
  const state = clockStates.find((one) => one === given)
  if (state === undefined)
    return report(
      place('state'),
      `\`${given}\` is no state of a clock${nearest(given, clockStates)}: write \`running\`, \`running, due Thu 2026-11-26\`, \`running, due Thu 2026-11-26 17:00\` or an object`,
    )
  const read = <T>(key: string, parse: (raw: unknown) => Result<T, string>): T | undefined => {
    if (!fields.has(key)) return undefined
    const result = parse(fields.raw(key))
    return result.ok ? result.value : report(place(key), result.error)
  }
  const moment = (key: string) => read(key, (raw) => parseMoment(raw, timeZone))
  const startAt = moment('startAt')
  const dueOn = read('dueOn', parseDay)
  const dueAt = moment('dueAt')
  const stopAt = moment('stopAt')
  const workingDays = fields.raw('workingDays')
  if (workingDays !== undefined && typeof workingDays !== 'number')
    report(fields.at('workingDays'), '`workingDays` must be a number')
  const extension = fields.has('extension') ? parseExtension(fields, report) : undefined
  const details: ClockDetails = {
    ...(startAt && { startAt }),
    ...(dueOn && { dueOn }),
    ...(dueAt && { dueAt }),
    ...(stopAt && { stopAt }),
    ...(typeof workingDays === 'number' && { workingDays }),
    ...(extension && { extension }),
    ...(fields.has('remark') && { remarks: fields.raw('remark') === null ? [] : fields.names('remark') }),
  }
  return { kind: 'clock', pointer: at, clock, state, details }
}

/** `running, due Thu 2026-11-26 17:00`: due on a day, or at a time of it. */
function inFull(brief: string): Readonly<Record<string, string>> {
  const [, state = brief, due] = /^([^,]+)(?:, due (.+))?$/.exec(brief) ?? []
  if (due === undefined) return { state }
  return /\d\d:\d\d/.test(due) ? { state, dueAt: due } : { state, dueOn: due }
}

function parseExtension(fields: Fields, report: Report): ExtensionOutcome | undefined {
  if (fields.raw('extension') === null) return { kind: 'none' }
  const text = fields.text('extension')
  if (text === 'valid') return { kind: 'valid' }
  const [isInvalid, why = ''] = /^invalid(?:: (.+))?$/.exec(text) ?? []
  if (isInvalid !== undefined) return { kind: 'invalid', why }
  return report(
    fields.at('extension'),
    'an extension is `valid`, `invalid`, `invalid: <part of the reason>` or `null` for none',
  )
}
