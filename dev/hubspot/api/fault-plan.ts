// Reads a plan of faults from JSON, and says in one line what is wrong with it.

import { parseInstant } from '../portal/instant.ts'
import { Refusal } from '../portal/refusal.ts'
import { isJson } from './body.ts'
import { answerNames, isAnswerName } from './fault-answers.ts'
import { isTimeOfDay } from './fault-schedule.ts'
import type { Fault, FaultPlan } from './faults.ts'

export function parseFaultPlan(input: unknown): FaultPlan {
  if (!isJson(input) || !Array.isArray(input['faults']))
    throw wrong('a plan is `{ "seed": 7, "faults": [ … ] }`')
  const { seed } = input
  if (seed !== undefined && !Number.isSafeInteger(seed))
    throw wrong(`\`seed\` is ${told(seed)}: use a whole number`)
  return { ...(typeof seed === 'number' && { seed }), faults: input['faults'].map(parseFault) }
}

type Check = { readonly fits: (value: unknown) => boolean; readonly use: string }

const text: Check = { fits: (value) => typeof value === 'string' && value !== '', use: 'use a text' }
const number = (least: number, most: number, use: string, isWhole = true): Check => ({
  fits: (value) =>
    typeof value === 'number' && value >= least && value <= most && (!isWhole || Number.isInteger(value)),
  use: `use ${use}`,
})
const oneOf = (...values: readonly string[]): Check => ({
  fits: (value) => typeof value === 'string' && values.includes(value),
  use: `use one of ${values.map((value) => `\`${value}\``).join(', ')}`,
})
const side = oneOf('before', 'after')

const checks: Readonly<Record<string, Check>> = {
  name: text,
  method: oneOf('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
  path: { fits: (value) => typeof value === 'string' && value.startsWith('/'), use: 'start it with `/`' },
  bodyIncludes: text,
  times: number(1, 1e9, 'a whole number from 1'),
  every: number(1, 1e9, 'a whole number from 1'),
  chance: number(0, 1, 'a number from 0 to 1', false),
  at: {
    fits: (value) => typeof value === 'string' && (isTimeOfDay(value) || !Number.isNaN(isoInstant(value))),
    use: 'use a time such as `10:02` or an instant such as `2026-11-23T10:02:00Z`',
  },
  forSeconds: number(0.001, 1e9, 'seconds above 0', false),
  answer: {
    fits: (value) => typeof value === 'string' && isAnswerName(value),
    use: oneOf(...answerNames).use,
  },
  status: number(200, 599, 'an HTTP status'),
  body: { fits: () => true, use: '' },
  headers: {
    fits: (value) => isJson(value) && Object.values(value).every((each) => typeof each === 'string'),
    use: 'use texts by name',
  },
  afterEffect: { fits: (value) => typeof value === 'boolean', use: 'use true or false' },
  drop: side,
  hang: side,
  delayMs: number(1, 600_000, 'milliseconds, at most 600000'),
}

const effects = ['answer', 'status', 'drop', 'hang']

function parseFault(input: unknown, index: number): Fault {
  const where = `fault ${index + 1}`
  if (!isJson(input)) throw wrong(`${where} is ${told(input)}, not an object`)
  for (const [key, value] of Object.entries(input)) {
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined
    if (!check) throw wrong(`${where}: unknown key \`${key}\`, only ${Object.keys(checks).join(', ')}`)
    if (!check.fits(value)) throw wrong(`${where}: \`${key}\` is ${told(value)}: ${check.use}`)
  }
  const given = effects.filter((key) => key in input)
  if (given.length > 1) throw wrong(`${where} has both \`${given[0]}\` and \`${given[1]}\`: use one of them`)
  if (given.length === 0 && !('delayMs' in input))
    throw wrong(`${where} does nothing: give it one of ${effects.join(', ')}, delayMs`)
  if ('forSeconds' in input && !('at' in input)) throw wrong(`${where} has \`forSeconds\` without \`at\``)
  return input
}

const isoInstant = (value: string): number => (value.includes('T') ? parseInstant(value) : Number.NaN)

const told = (value: unknown): string => `\`${JSON.stringify(value)}\``

const wrong = (message: string): Refusal => new Refusal(400, { message: `plan of faults: ${message}` })
