// Compares what an example expects of a clock with the clock that came of it.

import type { Temporal } from 'temporal-polyfill'
import type { Clock } from '../../src/rules/clock.ts'
import type { Expectation, ExtensionOutcome } from './example.ts'
import type { Mismatch } from './mismatch.ts'
import { showDay, showMoment } from './moment.ts'

export function compareClock(
  { clock: name, state, details }: Extract<Expectation, { kind: 'clock' }>,
  clock: Clock | undefined,
  timeZone: string,
): Mismatch | undefined {
  const actual = clock?.state ?? 'none'
  const parts: [string, string][] = actual === state ? [] : [[state, actual]]
  const add = (word: string, expected: string, found: string) => {
    if (expected !== found) parts.push([`${word} ${expected}`, `${word} ${found}`])
  }
  const moment = (instant: Temporal.Instant | undefined) =>
    instant ? showMoment(instant, timeZone) : 'never'
  if (details.startAt) add('start', moment(details.startAt), moment(clock?.startAt))
  if (details.dueOn) add('due', showDay(details.dueOn), clock ? showDay(clock.dueOn) : 'never')
  if (details.dueAt) add('due', moment(details.dueAt), moment(clock?.dueAt))
  if (details.stopAt) add('stop', moment(details.stopAt), moment(clock?.stopAt))
  if (details.workingDays !== undefined)
    add('working days', String(details.workingDays), String(clock?.workingDays ?? 'unknown'))
  if (details.extension && !isSuch(details.extension, clock))
    parts.push([`extension ${inWords(details.extension)}`, `extension ${cameTo(clock)}`])
  const remarks = clock?.remarks ?? []
  const missing = details.remarks?.filter((text) => !remarks.some((remark) => remark.includes(text))) ?? []
  for (const text of missing) parts.push([`remark … ${text} …`, remarks.length > 0 ? '' : 'no remark'])
  if (details.remarks?.length === 0 && remarks.length > 0) parts.push(['no remark', ''])
  if (parts.length === 0) return undefined
  const found = parts.flatMap(([, part]) => (part === '' ? [] : [part]))
  return {
    what: `clock ${name}`,
    expected: parts.map(([expected]) => expected).join(', '),
    actual: [...found, ...remarks].join(', '),
    rules: [name],
  }
}

const isSuch = (expected: ExtensionOutcome, clock: Clock | undefined): boolean => {
  const { extension } = clock ?? {}
  switch (expected.kind) {
    case 'none':
      return extension === undefined
    case 'valid':
      return extension?.valid === true
    case 'invalid':
      return extension?.valid === false && extension.why.includes(expected.why)
  }
}

const inWords = (outcome: ExtensionOutcome): string =>
  outcome.kind === 'invalid' && outcome.why !== '' ? `invalid: … ${outcome.why} …` : outcome.kind

function cameTo(clock: Clock | undefined): string {
  const { extension } = clock ?? {}
  if (!extension) return 'none'
  return extension.valid ? 'valid' : 'invalid'
}
