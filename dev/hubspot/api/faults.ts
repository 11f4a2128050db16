/*
Faults on request: answers other than the true one, slowness, and connections that break before or after the effect.

From code: `hubspot.faults.add({ path: '/crm/v3/owners', answer: 'dailyLimit' })`. By a plan in JSON, from code with
`hubspot.faults.plan(…)`, at the start with the option `faultPlan`, or while it runs with `PUT /board/faults`:

  { "seed": 7, "faults": [
    { "name": "busy", "at": "10:02", "forSeconds": 30, "method": "POST", "path": "/crm/v3/objects/tickets/batch/update",
      "answer": "tenSecondLimit" },
    { "name": "slow", "every": 7, "hang": "after" },
    { "name": "flaky", "chance": 0.02, "answer": "badGateway", "afterEffect": true } ] }

Which calls: `method`, `path` (its start; `v3` stands for dated paths too), `bodyIncludes`. Of those: `times` (the first so
many), `every` (each seventh for 7), `chance` (each with this probability, drawn from `seed`: the same calls in the same order
meet the same faults). When: `at`, an instant, or a time of day in the account's zone and so each day, for `forSeconds`;
without those from the instant on, or until midnight. It goes by the account's clock, the one on the board: while that is
stopped at 10:02:10, a fault that began at 10:02 goes on.
A fault without any of `times`, `every`, `chance` and `at` strikes once. The first fault of the list that strikes is the one.

What happens: `answer` names one of HubSpot's own answers (see fault-answers.ts), or `status`, `body` and `headers` are one;
`afterEffect` lets the call do its work and answers so all the same. `drop` breaks the connection, `hang` gives no
answer until the caller has gone, each `before` or `after` the work is done. `delayMs` (real time) comes on top of anything.
`GET /board/faults` and the board's log page tell which are on, `DELETE /board/faults` ends them.
*/

import { seededRandom } from '../webhooks/random.ts'
import { fitsPath } from './call-log.ts'
import type { FaultAnswer } from './fault-answers.ts'
import { parseFaultPlan } from './fault-plan.ts'
import { type Hours, phaseOf } from './fault-schedule.ts'

export type Fault = {
  /** By which the log calls it. */
  readonly name?: string
  readonly method?: string
  /** Start of the path, or an expression; it may be written as called or in `v3` form. */
  readonly path?: string | RegExp
  /** Only calls whose body contains this text. */
  readonly bodyIncludes?: string

  /** Only this many calls; `Infinity` for all. */
  readonly times?: number
  readonly every?: number
  /** From 0 to 1. */
  readonly chance?: number
  /** An ISO instant, or `HH:MM` in the account's zone. */
  readonly at?: string
  readonly forSeconds?: number

  readonly answer?: FaultAnswer
  /** Answer with this status, and `body` (an object is sent as JSON, a string as it is). */
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** With `answer` or `status`: let the call have its effect, then answer so. */
  readonly afterEffect?: boolean
  /** Break the connection: `before` the call has any effect, or `after` it. */
  readonly drop?: 'before' | 'after'
  /** Give no answer until the caller has gone. */
  readonly hang?: 'before' | 'after'
  /** Real milliseconds to wait before anything else. */
  readonly delayMs?: number
}

export type FaultPlan = { readonly seed?: number; readonly faults: readonly Fault[] }

export type FaultState = {
  readonly fault: Fault
  readonly phase: 'on' | 'to come' | 'over'
  /** How many calls it has struck. */
  readonly struck: number
}

type ApiCall = { method: string; path: string; route: string; body: string }

export type Faults = {
  add: (...faults: readonly Fault[]) => void
  /** Takes the place of all faults; `input` is as JSON has it. Throws a `Refusal` that says what is wrong with it. */
  plan: (input: unknown) => void
  clear: () => void
  list: () => readonly FaultState[]
  /** The first fault that strikes this call. */
  take: (call: ApiCall) => Fault | undefined
}

type Rule = { readonly fault: Fault; fitted: number; struck: number }

export function createFaults(initial: readonly Fault[], hours: Hours): Faults {
  let rules: Rule[] = []
  let random = seededRandom(1)
  const add: Faults['add'] = (...faults) => {
    rules.push(...faults.map((fault) => ({ fault, fitted: 0, struck: 0 })))
  }
  const phase = (rule: Rule): FaultState['phase'] => (isUsedUp(rule) ? 'over' : phaseOf(rule.fault, hours))
  const strikes = (rule: Rule, call: ApiCall): boolean => {
    if (phase(rule) !== 'on' || !fits(rule.fault, call)) return false
    rule.fitted++
    const { every = 1, chance = 1 } = rule.fault
    if (rule.fitted % every !== 0) return false
    return chance >= 1 || random() < chance
  }
  add(...initial)
  return {
    add,
    plan: (input) => {
      const { seed = 1, faults } = parseFaultPlan(input)
      random = seededRandom(seed)
      rules = []
      add(...faults)
    },
    clear: () => {
      rules = []
    },
    list: () => rules.map((rule) => ({ fault: rule.fault, phase: phase(rule), struck: rule.struck })),
    take: (call) => {
      const rule = rules.find((each) => strikes(each, call))
      if (rule) rule.struck++
      return rule?.fault
    },
  }
}

function isUsedUp({ fault, struck }: Rule): boolean {
  const isLasting = fault.every !== undefined || fault.chance !== undefined || fault.at !== undefined
  return struck >= (fault.times ?? (isLasting ? Infinity : 1))
}

const fits = (fault: Fault, { method, path, route, body }: ApiCall): boolean =>
  (fault.method === undefined || fault.method === method) &&
  (fault.bodyIncludes === undefined || body.includes(fault.bodyIncludes)) &&
  fitsPath(fault.path, route, path)
