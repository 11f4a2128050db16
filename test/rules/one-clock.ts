// A policy with one clock, for tests of what a clock can say.

import { Temporal } from 'temporal-polyfill'
import { gatherRules } from '../../bin/rules-folder.ts'
import type { Clock } from '../../src/rules/clock.ts'
import { decide } from '../../src/rules/decide.ts'
import type { Decision } from '../../src/rules/decision.ts'
import type { Finding } from '../../src/rules/finding.ts'
import type { Policy } from '../../src/rules/policy.ts'
import type { Result } from '../../src/rules/result.ts'
import { policyOf } from '../../src/rules/rulebook.ts'
import type { Ticket } from '../../src/rules/ticket.ts'

const gathered = gatherRules()
if (!gathered.ok) throw new Error(JSON.stringify(gathered.error))
const rulebook = gathered.value

const property = (name: string, type: string) => ({
  type,
  label: `the ${name}`,
  property: name.toLowerCase(),
})
const facts = {
  startedAt: property('startedAt', 'instant'),
  startedOn: property('startedOn', 'date'),
  doneAt: property('doneAt', 'instant'),
  doneOn: property('doneOn', 'date'),
  updatedAt: property('updatedAt', 'instant'),
  heldFrom: property('heldFrom', 'instant'),
  heldTo: property('heldTo', 'instant'),
  waitFrom: property('waitFrom', 'instant'),
  waitTo: property('waitTo', 'instant'),
  onHold: property('onHold', 'boolean'),
  urgent: property('urgent', 'boolean'),
  normal: property('normal', 'boolean'),
  promisedOn: property('promisedOn', 'date'),
  promisedAt: property('promisedAt', 'instant'),
  toldAt: property('toldAt', 'instant'),
  toldOn: property('toldOn', 'date'),
  toldAgainAt: property('toldAgainAt', 'instant'),
  because: property('because', 'text'),
  extendedTo: property('extendedTo', 'date'),
  extendedAgainTo: property('extendedAgainTo', 'date'),
  agreed: property('agreed', 'boolean'),
  approvedAt: property('approvedAt', 'instant'),
  times: property('times', 'number'),
  dueOn: property('dueOn', 'date'),
  timesTold: { type: 'number', label: 'how often told', derive: { timesSet: 'toldAt' } },
}

const college = {
  id: 'college',
  timeZone: 'Europe/London',
  week: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]])),
  holidays: { country: 'GB', region: 'ENG', add: [], remove: [] },
  closures: [{ from: '2026-12-21', to: '2027-01-08', title: 'Winter break' }],
  hours: { '2026-11-27': [['09:00', '12:00']] },
}

type Json = Readonly<Record<string, unknown>>

const newYork = { ...college, id: 'new-york', timeZone: 'America/New_York', closures: [], hours: {} }

/** The policy whose one clock has these parameters; more facts may be declared. */
export function policyWith(params: Json, more: Json = {}): Result<Policy, readonly Finding[]> {
  const source = { section: 'a test', paragraph: '1' }
  const files = {
    'policy.json': {
      id: 'one-clock',
      title: 'One clock',
      version: '1',
      effectiveFrom: '2020-01-01',
      calendar: 'england-and-wales',
      pipeline: 'Complaints',
      stages: {
        open: { label: 'Open', says: 'it is open' },
        waiting: { label: 'Waiting', says: 'it waits' },
        shut: { label: 'Shut', says: 'it is shut', closed: true },
      },
      facts: { ...facts, ...more },
      roles: {},
    },
    'clocks.json': [
      {
        name: 'answer',
        title: 'Answer in time',
        source,
        conditions: { all: [{ fact: 'stage', operator: 'in', value: ['open', 'waiting'] }] },
        event: {
          type: 'clock',
          params: {
            start: 'startedAt',
            stop: ['doneAt'],
            within: { workingDays: 10 },
            due: 'dueOn',
            words: { todo: 'Answer', done: 'Answered' },
            ...params,
          },
        },
      },
    ],
  }
  return policyOf(
    {
      ...rulebook,
      calendars: { ...rulebook.calendars, college, 'new-york': newYork },
      policies: { test: { files, digest: 'test' } },
    },
    'test',
  )
}

function soundPolicy(params: Json, more: Json = {}): Policy {
  const policy = policyWith(params, more)
  if (policy.ok) return policy.value
  throw new Error(policy.error.map(({ pointer, message }) => `${pointer}: ${message}`).join('\n'))
}

/** The ticket's properties by fact, its history by property in lower case, and the stage. */
export type Given = {
  readonly properties: Readonly<Record<string, string>>
  readonly history?: Ticket['history']
  readonly stage?: string
  readonly memory?: Ticket['memory']
}

export async function decisionOn(
  params: Json,
  given: Given,
  now: string,
  more: Json = {},
): Promise<Decision> {
  const properties = Object.fromEntries(
    Object.entries(given.properties).map(([fact, value]) => [fact.toLowerCase(), value]),
  )
  const ticket: Ticket = {
    id: '1',
    stage: given.stage ?? 'Open',
    owner: '',
    properties,
    ...(given.history && { history: given.history }),
    ...(given.memory && { memory: given.memory }),
  }
  return decide(ticket, soundPolicy(params, more), Temporal.Instant.from(now))
}

export async function clockOn(
  params: Json,
  given: Given,
  now: string,
  more: Json = {},
): Promise<Clock | undefined> {
  return (await decisionOn(params, given, now, more)).clocks[0]
}
