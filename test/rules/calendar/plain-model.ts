// Working time by the plainest means: a world of local dates and minutes, walked one at a time. It shares nothing with
// the counting under test but the words of the contract, and knows holidays only as it is told them.

const MINUTE = 60_000
const DAY = 86_400_000

type Spans = readonly (readonly [string, string])[]

export type World = {
  readonly timeZone: string
  readonly week: Readonly<Record<string, Spans>>
  readonly holidays?: ReadonlySet<string>
  readonly closures?: readonly { readonly from: string; readonly to: string }[]
  readonly hours?: Readonly<Record<string, Spans>>
}

export type Question = {
  readonly start: string
  readonly within?: Readonly<Record<string, number>>
  readonly until?: string
  readonly pauses?: readonly (readonly [string, string | null])[]
  readonly counting?: string
  readonly nonWorkingStart?: string
  readonly cutOff?: string
  readonly dueTime?: string
}

const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const offsets = new Map<string, Map<number, number>>()

/** Milliseconds by which local clocks are ahead of UTC; they change at full quarters of an hour only. */
function offsetAt(timeZone: string, at: number): number {
  const ofZone = offsets.get(timeZone) ?? new Map<number, number>()
  offsets.set(timeZone, ofZone)
  const quarter = Math.floor(at / (15 * MINUTE))
  const known = ofZone.get(quarter)
  if (known !== undefined) return known
  const instant = quarter * 15 * MINUTE
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = part
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - instant
  ofZone.set(quarter, offset)
  return offset
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'medium',
      hourCycle: 'h23',
    })
  formats.set(timeZone, format)
  return format
}

/** `2026-11-23T10:00`, as local clocks show it. */
const local = (world: World, at: number): string =>
  new Date(at + offsetAt(world.timeZone, at)).toISOString().slice(0, 16)
const localDate = (world: World, at: number): string => local(world, at).slice(0, 10)
const localTime = (world: World, at: number): string => local(world, at).slice(11)
const plus = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10)

/** The first minute of a local date. */
function beginOf(world: World, date: string): number {
  let at = Date.parse(date) - 15 * 60 * MINUTE
  while (localDate(world, at) < date) at += 15 * MINUTE
  return at
}

function spansOf(world: World, date: string): Spans {
  if (world.holidays?.has(date)) return []
  if (world.closures?.some(({ from, to }) => from <= date && date <= to)) return []
  return world.hours?.[date] ?? world.week[names[new Date(date).getUTCDay()] ?? ''] ?? []
}

const isWorked = (world: World, date: string): boolean => spansOf(world, date).length > 0

const openMinutes = new WeakMap<World, Map<number, ReadonlySet<number>>>()

/** Minutes after midnight at which a day, by its number, is open. */
function minutesOf(world: World, day: number): ReadonlySet<number> {
  const ofWorld = openMinutes.get(world) ?? new Map<number, ReadonlySet<number>>()
  openMinutes.set(world, ofWorld)
  const known = ofWorld.get(day)
  if (known) return known
  const spans = spansOf(world, new Date(day * DAY).toISOString().slice(0, 10))
  const times = Array.from({ length: 1440 }, (_, minute) => minute)
  const timeOf = (minute: number): string => new Date(minute * MINUTE).toISOString().slice(11, 16)
  const open = new Set(
    spans.length === 0
      ? []
      : times.filter((minute) => spans.some(([from, to]) => from <= timeOf(minute) && timeOf(minute) < to)),
  )
  ofWorld.set(day, open)
  return open
}

function isOpen(world: World, at: number): boolean {
  const wall = at + offsetAt(world.timeZone, at)
  const day = Math.floor(wall / DAY)
  return minutesOf(world, day).has((wall - day * DAY) / MINUTE)
}

const isPaused = ({ pauses = [] }: Question, at: number): boolean =>
  pauses.some(([from, to]) => Date.parse(from) <= at && (to === null || at < Date.parse(to)))

/** The end of a date: the next midnight, or by switch the closing where it opens. */
function endOf(world: World, { dueTime }: Question, date: string): number {
  let at = beginOf(world, plus(date, 1))
  if (dueTime === 'closing' && isWorked(world, date)) while (!isOpen(world, at - MINUTE)) at -= MINUTE
  return at
}

const isDate = (text: string): boolean => text.length === 10

/** Date and minute from which a question counts. */
function receivedAt(world: World, question: Question): { readonly date: string; readonly at: number } {
  const { start, cutOff, nonWorkingStart } = question
  const at = isDate(start) ? beginOf(world, start) : Date.parse(start)
  let date = isDate(start) ? start : localDate(world, at)
  const isLate = cutOff !== undefined && !isDate(start) && localTime(world, at) >= cutOff
  const waits = nonWorkingStart === 'receivedNextWorkingDay' && !isWorked(world, date)
  if (!isLate && !waits) return { date, at }
  do date = plus(date, 1)
  while (!isWorked(world, date))
  return { date, at: beginOf(world, date) }
}

function afterMonths(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10)
}

const instant = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')

function inMinutes(world: World, question: Question, minutes: number) {
  let { at } = receivedAt(world, question)
  const runs = (minute: number): boolean => isOpen(world, minute) && !isPaused(question, minute)
  if (minutes === 0) while (!runs(at)) at += MINUTE
  for (let left = minutes; left > 0; at += MINUTE) if (runs(at)) left--
  for (let left = minutes; left < 0; at -= MINUTE) if (runs(at - MINUTE)) left++
  return { dueOn: localDate(world, minutes > 0 ? at - MINUTE : at), dueAt: instant(at) }
}

function inDays(world: World, question: Question, unit: string, count: number) {
  const { date } = receivedAt(world, question)
  const counts = (day: string): boolean =>
    (unit !== 'workingDays' || isWorked(world, day)) &&
    !isPaused(question, endOf(world, question, day) - MINUTE)
  const days =
    unit === 'weeks'
      ? count * 7
      : unit === 'months'
        ? (Date.parse(afterMonths(date, count)) - Date.parse(date)) / DAY
        : count
  const step = days < 0 ? -1 : 1
  const isFirst = question.counting === 'inclusive' || days === 0
  let [day, left] = [isFirst ? plus(date, -step) : date, Math.max(1, Math.abs(days))]
  while (left > 0) {
    day = plus(day, step)
    if (counts(day)) left--
  }
  return { dueOn: day, dueAt: instant(endOf(world, question, day)) }
}

function between(world: World, question: Question, until: string) {
  const asked = isDate(question.start) ? beginOf(world, question.start) : Date.parse(question.start)
  const end = isDate(until) ? beginOf(world, until) : Date.parse(until)
  if (end <= asked) return { workingSeconds: 0, workingDays: 0 }
  const { date, at } = receivedAt(world, question)
  const [last, begun] = [
    isDate(until) ? until : localDate(world, end),
    { ...question, pauses: question.pauses?.filter(([from]) => Date.parse(from) < end) ?? [] },
  ]
  let [minutes, days] = [0, 0]
  for (let minute = at; minute < end; minute += MINUTE)
    if (isOpen(world, minute) && !isPaused(question, minute)) minutes++
  for (let day = question.counting === 'inclusive' ? date : plus(date, 1); day <= last; day = plus(day, 1))
    if (isWorked(world, day) && !isPaused(begun, endOf(world, question, day) - MINUTE)) days++
  return { workingSeconds: minutes * 60, workingDays: days }
}

/** The answer of `redress due`. Instants of the question are at full minutes. */
export function plainAnswer(world: World, question: Question) {
  if (question.until !== undefined) return between(world, question, question.until)
  const [[unit, count] = ['', 0]] = Object.entries(question.within ?? {})
  if (unit === 'workingHours') return inMinutes(world, question, count * 60)
  if (unit === 'workingMinutes') return inMinutes(world, question, count)
  return inDays(world, question, unit, count)
}
