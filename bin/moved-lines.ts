// Moved clocks in words and in JSON: the old due date, the new one, and by how much.

import { columns } from './calendar-words.ts'
import type { Comparison, ClockChange, Shown } from './compare-clocks.ts'
import { inWords } from '../src/rules/wording.ts'

/** What became of one ticket of the file: a comparison, or why there is none. */
export type TicketMoved = {
  readonly line: number
  readonly ticket: string
  /** In which the due dates are to be read. */
  readonly timeZone: string
} & (({ readonly kind: 'compared' } & Comparison) | { readonly kind: 'failed'; readonly error: string })

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

export function movedLines(tickets: readonly TicketMoved[]): readonly string[] {
  const compared = tickets.filter((ticket) => ticket.kind === 'compared')
  const failed = tickets.filter((ticket) => ticket.kind === 'failed')
  const [moved, unmoved] = [
    sum(compared.map((ticket) => ticket.moved.length)),
    sum(compared.map((ticket) => ticket.unmoved)),
  ]
  const rows = compared.flatMap(({ ticket, timeZone, moved: clocks }) =>
    clocks.map((clock) => [`ticket ${ticket}`, clock.title, ...changeIn(clock, timeZone)]),
  )
  const problems = compared.flatMap(({ ticket, problems: messages }) =>
    messages.map((message) => `ticket ${ticket}: ${message}`),
  )
  const of = `${plural(moved + unmoved, 'running clock')} of ${plural(compared.length, 'ticket')}`
  return [
    moved === 0 ? `No due date moves: ${of}` : `${moved} of ${of} ${moved === 1 ? 'moves' : 'move'}`,
    ...columns(rows).map((row) => `  ${row}`),
    ...(problems.length > 0 ? ['', 'New problems', ...problems.map((problem) => `  ${problem}`)] : []),
    ...(failed.length > 0 ? ['', `${plural(failed.length, 'line')} could not be read`] : []),
    ...failed.map(({ line, error }) => `  line ${line}: ${error}`),
  ]
}

/** The cells `Mon 7 Dec 2026`, `to Tue 8 Dec 2026`, `1 day later`. */
function changeIn({ from, to }: ClockChange, timeZone: string): readonly string[] {
  if (!to) return [from ? dateIn(from) : '', 'has no due date any more', '']
  if (!from) return ['', `is due ${dateIn(to)}`, 'a new clock']
  const days = from.dueOn.until(to.dueOn).total('days')
  const state = from.state === to.state ? '' : `, then ${to.state.replace('_', ' ')}`
  // On the same date only the time of day can tell them apart.
  const at = (shown: Shown): string =>
    days === 0 ? `${dateIn(shown)}, ${timeIn(shown, timeZone)}` : dateIn(shown)
  const isLater = days === 0 ? from.dueAt.until(to.dueAt).sign > 0 : days > 0
  const by = days === 0 ? '' : `${plural(Math.abs(days), 'day')} `
  return [at(from), `to ${at(to)}`, `${by}${isLater ? 'later' : 'earlier'}${state}`]
}

const dateIn = ({ dueOn }: Shown): string => `${inWords(dueOn)} ${dueOn.year}`

const timeIn = ({ dueAt }: Shown, timeZone: string): string =>
  dueAt.toZonedDateTimeISO(timeZone).toPlainTime().toString({ smallestUnit: 'minute' })

export function movedJson(tickets: readonly TicketMoved[]) {
  return {
    moved: tickets.flatMap((one) =>
      one.kind === 'failed'
        ? []
        : one.moved.map(({ name, title, startAt, from, to }) => ({
            ticket: one.ticket,
            clock: name,
            title,
            startAt: startAt.toString(),
            from: shownJson(from),
            to: shownJson(to),
          })),
    ),
    unmoved: sum(tickets.map((one) => (one.kind === 'failed' ? 0 : one.unmoved))),
    tickets: tickets.filter(({ kind }) => kind === 'compared').length,
    problems: tickets.flatMap((one) =>
      one.kind === 'failed' ? [] : one.problems.map((message) => ({ ticket: one.ticket, message })),
    ),
    failed: tickets.flatMap((one) => (one.kind === 'failed' ? [{ line: one.line, error: one.error }] : [])),
  }
}

const shownJson = (shown: Shown | undefined) =>
  shown === undefined
    ? null
    : { dueOn: shown.dueOn.toString(), dueAt: shown.dueAt.toString(), state: shown.state }
