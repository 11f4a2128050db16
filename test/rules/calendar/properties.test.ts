// What must hold for every calendar and every question, and the fast counting against the slow and obvious one.

import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import type { Calendar } from '../../../src/rules/calendar/calendar.ts'
import { dueOf } from '../../../src/rules/calendar/due.ts'
import { elapsed } from '../../../src/rules/calendar/elapsed.ts'
import type { Pause } from '../../../src/rules/calendar/pauses.ts'
import type { Unit } from '../../../src/rules/calendar/span.ts'
import { allDayWeek, baked, england, officeWeek, plain, shippedCalendar, valueOf } from './given.ts'
import { isOpen, isPaused, naiveAddDays, naiveAddMinutes, naiveCountDays, naiveOpenMinutes } from './naive.ts'

const MINUTE = 60_000
const DAY = 86_400_000

const shifts = [
  ['00:00', '02:00'],
  ['04:00', '12:00'],
  ['12:30', '24:00'],
]
const calendars: readonly Calendar[] = [
  england,
  shippedCalendar('scotland'),
  shippedCalendar('northern-ireland'),
  plain({ week: allDayWeek }),
  plain({ timeZone: 'Africa/Cairo', week: { ...allDayWeek, fri: [], sat: [['08:00', '24:00']] } }),
  plain({ timeZone: 'America/Sao_Paulo', week: { mon: shifts, wed: shifts, sat: shifts, sun: shifts } }),
  plain({
    timeZone: 'Australia/Lord_Howe',
    week: { ...officeWeek, sun: [['00:00', '24:00']] },
    holidays: { country: 'IE', add: [{ on: '2026-07-01', title: 'Added' }] },
    closures: [{ from: '2026-12-20', to: '2027-01-10', title: 'Closed' }],
    hours: { '2026-07-04': [['10:00', '11:00']], '2026-07-06': [] },
  }),
]

const calendar = fc.constantFrom(...calendars)
const dateIn = (from: number, to: number): fc.Arbitrary<Temporal.PlainDate> =>
  fc
    .integer({ min: Date.UTC(from, 0, 1) / DAY, max: Date.UTC(to, 0, 1) / DAY })
    .map((day) => new Temporal.PlainDate(1970, 1, 1).add({ days: day }))
const date = dateIn(2012, 2034)
const at = (milliseconds: number): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(milliseconds)
/** Instants at full minutes; half of them within four days of a clock change in 2016 to 2018. */
const minute = fc
  .oneof(
    fc.integer({ min: Date.UTC(2012, 0, 1) / MINUTE, max: Date.UTC(2034, 0, 1) / MINUTE }),
    fc
      .tuple(
        fc.constantFrom('2016-03-27', '2016-10-30', '2016-10-16', '2017-02-19', '2018-04-01', '2018-10-07'),
        fc.integer({ min: -4 * 1440, max: 4 * 1440 }),
      )
      .map(([on, minutes]) => Date.parse(on) / MINUTE + minutes),
  )
  .map((minutes) => minutes * MINUTE)

/** Pauses of up to three weeks that begin up to three weeks around an instant, at full minutes. */
const pausesNear = (start: number): fc.Arbitrary<readonly Pause[]> =>
  fc
    .array(fc.tuple(fc.integer({ min: -20_000, max: 30_000 }), fc.integer({ min: 0, max: 30_000 })), {
      maxLength: 4,
    })
    .map((pairs) =>
      pairs.map(
        ([from, length]) => [at(start + from * MINUTE), at(start + (from + length) * MINUTE)] as const,
      ),
    )

const within = (unit: Unit, count: number) => ({ within: { unit, count } as const })
const dueOn = (on: Calendar, start: Temporal.PlainDate, count: number, pauses: readonly Pause[] = []) =>
  valueOf(dueOf({ calendar: on, start, pauses, ...within('workingDays', count) })).dueOn

describe('working days', () => {
  const count = fc.integer({ min: 1, max: 400 })

  it('are added as by walking', () => {
    fc.assert(
      fc.property(calendar, date, fc.integer({ min: -400, max: 400 }), (on, start, days) => {
        fc.pre(days !== 0)
        expect(dueOn(on, start, days).equals(naiveAddDays(on, start, days))).toBe(true)
      }),
    )
  })

  it('are added as by walking, with pauses', () => {
    const question = date.chain((start) =>
      fc.tuple(fc.constant(start), pausesNear(start.toZonedDateTime('UTC').epochMilliseconds)),
    )
    fc.assert(
      fc.property(calendar, question, fc.integer({ min: -40, max: 40 }), (on, [start, pauses], days) => {
        fc.pre(days !== 0)
        const due = dueOn(on, start, days, pauses)
        expect(due.equals(naiveAddDays(on, start, days, pauses))).toBe(true)
        const { workingDays } = valueOf(elapsed({ calendar: on, start, until: due, pauses }))
        const begun = pauses.filter(([from]) => Temporal.Instant.compare(from, on.startOfDay(due)) < 0)
        expect(workingDays).toBe(naiveCountDays(on, start, due, begun))
      }),
    )
  })

  it('end on a working day, and counting undoes adding', () => {
    fc.assert(
      fc.property(calendar, date, count, (on, start, days) => {
        const due = dueOn(on, start, days)
        expect(on.isWorkingDay(due)).toBe(true)
        expect(valueOf(elapsed({ calendar: on, start, until: due })).workingDays).toBe(days)
      }),
    )
  })

  it('add up from a working day, and back again', () => {
    fc.assert(
      fc.property(calendar, date, count, count, (on, any, a, b) => {
        const start = on.nextWorkingDay(any)
        expect(dueOn(on, dueOn(on, start, a), b).equals(dueOn(on, start, a + b))).toBe(true)
        expect(dueOn(on, dueOn(on, start, a), -a).equals(start)).toBe(true)
      }),
    )
  })

  it('are never due earlier for a pause', () => {
    const question = minute.chain((start) =>
      fc.tuple(fc.constant(start), pausesNear(start), pausesNear(start)),
    )
    const unit = fc.constantFrom<Unit>('workingDays', 'workingHours', 'calendarDays', 'months')
    const dueTime = fc.constantFrom('endOfDay' as const, 'closing' as const)
    fc.assert(
      fc.property(
        calendar,
        question,
        unit,
        fc.nat(30),
        dueTime,
        (on, [start, some, others], kind, n, ends) => {
          const due = (pauses: readonly Pause[]) =>
            valueOf(dueOf({ calendar: on, start: at(start), pauses, dueTime: ends, ...within(kind, n) }))
              .dueAt
          expect(Temporal.Instant.compare(due([]), due(some))).toBeLessThanOrEqual(0)
          expect(Temporal.Instant.compare(due(some), due([...some, ...others]))).toBeLessThanOrEqual(0)
        },
      ),
    )
  })
})

describe('working time', () => {
  const question = minute.chain((start) =>
    fc.tuple(fc.constant(start), fc.oneof(fc.constant<readonly Pause[]>([]), pausesNear(start))),
  )

  it('is counted as by walking', () => {
    fc.assert(
      fc.property(calendar, question, fc.nat(8000), (on, [start, pauses], length) => {
        const until = start + length * MINUTE
        const { workingSeconds } = valueOf(
          elapsed({ calendar: on, start: at(start), until: at(until), pauses }),
        )
        expect(workingSeconds).toBe(naiveOpenMinutes(on, start, until, pauses) * 60)
      }),
      { numRuns: 40 },
    )
  }, 30_000)

  it('is added as by walking', () => {
    fc.assert(
      fc.property(calendar, question, fc.integer({ min: 1, max: 3000 }), (on, [start, pauses], minutes) => {
        const due = valueOf(
          dueOf({ calendar: on, start: at(start), pauses, ...within('workingMinutes', minutes) }),
        )
        expect(due.dueAt.epochMilliseconds).toBe(naiveAddMinutes(on, start, minutes, pauses))
        expect(due.dueOn.equals(on.localDate(at(due.dueAt.epochMilliseconds - 1)))).toBe(true)
      }),
      { numRuns: 40 },
    )
  }, 30_000)

  it('is subtracted so that it adds up again, to an open minute', () => {
    fc.assert(
      fc.property(calendar, question, fc.integer({ min: 1, max: 100_000 }), (on, [end, pauses], minutes) => {
        const { dueAt } = valueOf(
          dueOf({ calendar: on, start: at(end), pauses, ...within('workingMinutes', -minutes) }),
        )
        const { workingSeconds } = valueOf(elapsed({ calendar: on, start: dueAt, until: at(end), pauses }))
        expect(workingSeconds).toBe(minutes * 60)
        expect(isOpen(on, dueAt.epochMilliseconds) && !isPaused(pauses, dueAt.epochMilliseconds)).toBe(true)
      }),
    )
  })

  it('goes there and back over years', () => {
    fc.assert(
      fc.property(calendar, minute, fc.integer({ min: 1, max: 5000 }), (on, start, hours) => {
        const { dueAt } = valueOf(dueOf({ calendar: on, start: at(start), ...within('workingHours', hours) }))
        const { workingSeconds } = valueOf(elapsed({ calendar: on, start: at(start), until: dueAt }))
        expect(workingSeconds).toBe(hours * 3600)
      }),
    )
  })

  it('adds up over any instant in between', () => {
    fc.assert(
      fc.property(calendar, fc.array(minute, { minLength: 3, maxLength: 3 }), (on, instants) => {
        const [a = 0, b = 0, c = 0] = instants.toSorted((x, y) => x - y)
        const seconds = (from: number, to: number): number =>
          valueOf(elapsed({ calendar: on, start: at(from), until: at(to) })).workingSeconds
        expect(seconds(a, b) + seconds(b, c)).toBe(seconds(a, c))
      }),
    )
  })
})

describe('dates', () => {
  it('begin and end where their instants do', () => {
    fc.assert(
      fc.property(calendar, date, (on, day) => {
        const [start, end] = [on.startOfDay(day), on.endOfDay(day)]
        expect(on.localDate(start).equals(day)).toBe(true)
        expect(on.localDate(at(start.epochMilliseconds - 1)).equals(day.subtract({ days: 1 }))).toBe(true)
        expect(on.localDate(at(end.epochMilliseconds - 1)).equals(day)).toBe(true)
      }),
    )
  })

  it("are Temporal's own when months are added", () => {
    fc.assert(
      fc.property(dateIn(1600, 2500), fc.integer({ min: -3000, max: 3000 }), (start, months) => {
        const due = valueOf(dueOf({ calendar: england, start, ...within('months', months) }))
        expect(due.dueOn.equals(start.add({ months }))).toBe(true)
      }),
    )
  })

  it('lose no year of the table', () => {
    expect(Object.keys(baked).toSorted()).toEqual(['GB-ENG', 'GB-NIR', 'GB-SCT', 'GB-WLS', 'IE'])
  })
})
