// Random parameters of a clock, with everything that a clock can say, and random tickets that they may be asked about.

import fc from 'fast-check'
import type { Ticket } from '../../src/rules/ticket.ts'

/** Facts that follow from time: windows that end by themselves, and dates whose day begins. */
export const derived = {
  dueAt: { type: 'instant', label: 'due at', property: 'dueat' },
  windowEnd: {
    type: 'instant',
    label: 'end of the window',
    derive: { due: { from: 'waitFrom', within: { workingDays: 3 } } },
  },
  windowEndOn: {
    type: 'date',
    label: 'last day of the window',
    derive: { due: { from: 'toldOn', within: { calendarDays: 5 }, nonWorkingEnd: 'nextWorkingDay' } },
  },
  windowOver: { type: 'boolean', label: 'the window is over', derive: { reached: 'windowEnd' } },
  dayHasCome: { type: 'boolean', label: 'the day has come', derive: { reached: 'promisedOn' } },
  lastDayHasCome: { type: 'boolean', label: 'the last day has come', derive: { reached: 'windowEndOn' } },
  toldInTime: { type: 'boolean', label: 'told in time', derive: { notBefore: ['windowEnd', 'toldAt'] } },
  firstTold: { type: 'instant', label: 'first told', derive: { earliest: ['toldAt', 'toldAgainAt'] } },
  lastTold: { type: 'instant', label: 'last told', derive: { latest: ['toldAt', 'toldAgainAt'] } },
}

const spans = fc.oneof(
  fc.integer({ min: 1, max: 25 }).map((workingDays) => ({ workingDays })),
  fc.integer({ min: 1, max: 30 }).map((calendarDays) => ({ calendarDays })),
  fc.integer({ min: 1, max: 60 }).map((workingHours) => ({ workingHours })),
  fc.integer({ min: 1, max: 5 }).map((weeks) => ({ weeks })),
  fc.integer({ min: 1, max: 2 }).map((months) => ({ months })),
)
const short = fc.oneof(
  fc.integer({ min: 1, max: 3 }).map((workingDays) => ({ workingDays })),
  fc.integer({ min: 1, max: 6 }).map((workingHours) => ({ workingHours })),
)
const flags = fc.constantFrom(
  'urgent',
  'normal',
  'agreed',
  'windowOver',
  'dayHasCome',
  'lastDayHasCome',
  'toldInTime',
)
const moments = fc.constantFrom(
  'startedAt',
  'startedOn',
  'waitFrom',
  'promisedOn',
  'promisedAt',
  'windowEndOn',
)
const done = fc.constantFrom('doneAt', 'doneOn', 'updatedAt', 'approvedAt')
const told = fc.constantFrom('toldAt', 'toldOn', 'toldAgainAt', 'windowEnd', 'firstTold', 'lastTold')
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const lengths = fc.tuple(spans, maybe(spans)).map(([span, acrossClosure]) => ({ ...span, acrossClosure }))
const target = fc.oneof(
  lengths,
  lengths,
  fc.constantFrom('promisedOn', 'promisedAt', 'windowEnd').map((by) => ({ by })),
)
const within = fc.oneof(
  target,
  fc
    .tuple(fc.array(fc.tuple(flags, target), { maxLength: 2 }), target)
    .map(([some, last]) => [...some.map(([when, one]) => ({ when, ...one })), last]),
)
const pause = fc.oneof(
  fc
    .constantFrom(
      ['heldFrom', 'heldTo'],
      ['waitFrom', 'waitTo'],
      ['toldOn', 'promisedOn'],
      ['windowEnd', 'toldAgainAt'],
    )
    .map(([from, to]) => ({ from, to })),
  fc.constantFrom('onHold', 'urgent').map((fact) => ({ while: fact })),
  fc.constant({ while: 'agreed', is: ['false'] }),
  fc.constant({ while: 'stage', is: ['waiting'] }),
)
const extension = fc.record({
  when: maybe(flags),
  notice: told,
  reason: maybe(fc.constant('because')),
  needs: maybe(fc.subarray(['agreed', 'approvedAt', 'toldOn'])),
  until: maybe(fc.constantFrom('extendedTo', 'extendedAgainTo')),
  atMost: maybe(fc.oneof(spans, fc.constant('open'))),
  total: maybe(spans),
  dateOptional: maybe(fc.boolean()),
  times: maybe(fc.constantFrom('times', 'timesTold').map((fact) => ({ fact, atMost: 2 }))),
})
const extensions = fc
  .array(extension, { maxLength: 3 })
  .chain((some) =>
    fc.tuple(
      ...some.map((one, index) =>
        fc
          .constantFrom(undefined, ...some.slice(0, index).map((_, at) => `e${at}`))
          .map((after) => ({ ...one, name: `e${index}`, after })),
      ),
    ),
  )

export const clockParams = fc
  .record({
    start: moments,
    stop: fc.uniqueArray(done, { minLength: 1, maxLength: 2 }),
    stopAt: maybe(fc.constantFrom('first', 'last')),
    within,
    repeat: fc.option(
      fc.record({
        done: fc.constantFrom('updatedAt', 'doneOn', 'toldOn'),
        counted: fc.constantFrom('fromLast', 'fromStart'),
      }),
      { nil: undefined, freq: 1 },
    ),
    lapses: maybe(fc.boolean()),
    warn: maybe(short),
    pauses: fc.array(pause, { maxLength: 2 }),
    calendar: maybe(fc.constantFrom('college', 'scotland')),
    counting: maybe(fc.constantFrom('exclusive', 'inclusive')),
    nonWorkingStart: maybe(fc.constantFrom('nextIsDayOne', 'receivedNextWorkingDay')),
    nonWorkingEnd: maybe(fc.constantFrom('stays', 'nextWorkingDay')),
    cutOff: maybe(fc.constant('15:00')),
    dueTime: maybe(fc.constantFrom('endOfDay', 'closing')),
    extensions,
    cancel: fc.option(fc.subarray(['normal', 'windowOver', 'lastDayHasCome'], { maxLength: 1 }), {
      nil: undefined,
      freq: 2,
    }),
    due: fc.constantFrom('dueOn', 'dueAt'),
  })
  // What comes again is a length of time.
  .map((all) => (JSON.stringify(all.within).includes('"by"') ? { ...all, repeat: undefined } : all))
  .map((all) => JSON.parse(JSON.stringify(all)) as Readonly<Record<string, unknown>>)

const day = 86_400_000
/** Any second, a midnight, and just after one. */
export const instants = fc
  .tuple(
    fc.integer({ min: Date.UTC(2026, 10, 16) / day, max: Date.UTC(2027, 0, 20) / day }),
    fc.oneof(fc.integer({ min: 0, max: 86_399 }), fc.constantFrom(0, 32_400, 61_200)),
  )
  .map(([date, second]) => new Date(date * day + second * 1000).toISOString().replace('.000Z', 'Z'))
const dates = instants.map((at) => at.slice(0, 10))
const often = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: '', freq: 3 })
const flag = fc.constantFrom('true', 'false', '')

const historyOf = (present: string, others: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.array(fc.tuple(instants, others), { maxLength: 4 }), instants)
    .map(([some, last]) =>
      [...some.map(([at, value]) => ({ at, value })), { at: last, value: present }]
        .toSorted((a, b) => (a.at < b.at ? 1 : -1))
        .map((entry, index) => (index === 0 ? { ...entry, value: present } : entry)),
    )

const values = fc.record({
  startedAt: fc.oneof(instants, instants, instants, fc.constant('')),
  startedOn: often(dates),
  doneAt: fc.option(instants, { nil: '', freq: 1 }),
  doneOn: fc.option(dates, { nil: '', freq: 1 }),
  updatedAt: often(instants),
  heldFrom: often(instants),
  heldTo: often(instants),
  waitFrom: often(instants),
  waitTo: often(instants),
  onHold: flag,
  urgent: flag,
  normal: fc.constantFrom('', '', 'true'),
  promisedOn: often(dates),
  promisedAt: often(instants),
  toldAt: often(instants),
  toldOn: often(dates),
  toldAgainAt: often(instants),
  because: fc.constantFrom('because', ''),
  extendedTo: often(dates),
  extendedAgainTo: often(dates),
  agreed: flag,
  approvedAt: often(instants),
  times: fc.constantFrom('', '1', '2', '3'),
})

export const tickets: fc.Arbitrary<Ticket> = fc
  .tuple(values, fc.constantFrom('Open', 'Open', 'Waiting', 'Shut'))
  .chain(([given, stage]) => {
    const properties = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]),
    )
    const history = (name: string, others: fc.Arbitrary<string>) => historyOf(properties[name] ?? '', others)
    return fc
      .record({
        onhold: history('onhold', flag),
        urgent: history('urgent', flag),
        agreed: history('agreed', flag),
        toldat: history('toldat', often(instants)),
        stage: historyOf(stage, fc.constantFrom('Open', 'Waiting', 'Shut')),
      })
      .map((some): Ticket => ({ id: '1', stage, owner: '', properties, history: some }))
  })

/** The ticket as it could be at a time: no entry of its history is from later, and the newest is what it has now. */
export const knownBy = (ticket: Ticket, now: string): Ticket => ({
  ...ticket,
  history: Object.fromEntries(
    Object.entries(ticket.history ?? {}).map(([name, entries]) => {
      const [newest, ...before] = entries.filter(({ at }) => at <= now)
      const value = name === 'stage' ? ticket.stage : (ticket.properties[name] ?? '')
      return [name, [{ at: newest?.at ?? '2026-11-01T09:00:00Z', value }, ...before]]
    }),
  ),
})
