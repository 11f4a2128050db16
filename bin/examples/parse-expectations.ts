// Reads what must be so after a step of an example, one expectation for each thing that is said.

import { clockStates } from '../../src/rules/clock.ts'
import { Fields } from '../../src/rules/fields.ts'
import { isRecord, nearest, type Report } from '../../src/rules/finding.ts'
import type { Policy, RuleKind } from '../../src/rules/policy.ts'
import type { Result } from '../../src/rules/result.ts'
import type { ClockDates, Expectation } from './example.ts'
import { parseDay, parseMoment } from './moment.ts'
import { toCrm } from './natural-value.ts'

const thenKeys = [
  'stage',
  'owner',
  'facts',
  'clocks',
  'fires',
  'refuses',
  'tasks',
  'notes',
  'changesNothing',
  'says',
  'problem',
]

/** The expectations of a step; mistakes are reported and reading goes on. */
export function parseExpectations(
  raw: unknown,
  pointer: string,
  policy: Policy,
  report: Report,
): readonly Expectation[] {
  const fields = new Fields(raw, pointer, report, thenKeys)
  const { timeZone } = policy.calendar
  const expectations = [
    ...stage(),
    ...owner(),
    ...facts(),
    ...clocks(),
    ...named('fires'),
    ...named('refuses'),
    ...notices('tasks', 'task'),
    ...notices('notes', 'note'),
    ...nothing(),
    ...texts('says'),
    ...texts('problem'),
  ]
  if (isRecord(raw) && Object.keys(raw).length === 0)
    report(pointer, 'a `then` without anything in it shows nothing')
  return expectations

  function stage(): readonly Expectation[] {
    const label = fields.optionalText('stage')
    if (label === undefined) return []
    const labels = policy.stages.map((one) => one.label)
    if (!labels.includes(label))
      report(fields.at('stage'), `unknown stage \`${label}\`${nearest(label, labels)}`)
    return [{ kind: 'stage', pointer: fields.at('stage'), stage: label }]
  }

  function owner(): readonly Expectation[] {
    if (!fields.has('owner')) return []
    const who = fields.raw('owner') === null ? '' : fields.text('owner').toLowerCase()
    const role = [...policy.roles.keys()].find((name) => name.toLowerCase() === who)
    if (who !== '' && !who.includes('@') && role === undefined)
      report(
        fields.at('owner'),
        `unknown role \`${who}\`${nearest(who, policy.roles.keys())}: an owner is a role, an e-mail address or \`null\``,
      )
    return [{ kind: 'owner', pointer: fields.at('owner'), who: role ?? who }]
  }

  function facts(): readonly Expectation[] {
    return fields.entries('facts').flatMap(([fact, value, at]): readonly Expectation[] => {
      const definition = policy.facts.get(fact)
      if (!definition) {
        report(at, `unknown fact \`${fact}\`${nearest(fact, policy.facts.keys())}`)
        return []
      }
      if (definition.property === undefined) report(at, `\`${fact}\` is not on the ticket: it is derived`)
      const crm = toCrm(value, definition, timeZone)
      if (!crm.ok) report(at, crm.error)
      return crm.ok ? [{ kind: 'fact', pointer: at, fact, value: crm.value }] : []
    })
  }

  function clocks(): readonly Expectation[] {
    return fields.entries('clocks').flatMap(([clock, value, at]) => {
      known(clock, 'clock', at)
      return clockExpectation(clock, value, at)
    })
  }

  function clockExpectation(clock: string, value: unknown, at: string): readonly Expectation[] {
    if (value === null) return [{ kind: 'clock', pointer: at, clock, state: 'none', dates: {} }]
    const brief = typeof value === 'string' ? /^([^,]+)(?:, due (.+))?$/.exec(value) : null
    const inner = brief ? { state: brief[1], ...(brief[2] !== undefined && { dueOn: brief[2] }) } : value
    const parts = new Fields(inner, at, report, ['state', 'startAt', 'dueOn', 'stopAt', 'workingDays'])
    const given = parts.text('state')
    const state = clockStates.find((one) => one === given)
    if (state === undefined) {
      const hint = nearest(given, clockStates)
      report(
        brief ? at : parts.at('state'),
        `\`${given}\` is no state of a clock${hint}: write \`running\`, \`running, due Thu 2026-11-26\` or an object`,
      )
      return []
    }
    const moment = (key: 'startAt' | 'stopAt') =>
      parts.has(key) ? read(parts, key, parseMoment(parts.raw(key), timeZone)) : undefined
    const [startAt, stopAt] = [moment('startAt'), moment('stopAt')]
    const dueOn = parts.has('dueOn') ? read(parts, 'dueOn', parseDay(parts.raw('dueOn'))) : undefined
    const workingDays = parts.raw('workingDays')
    if (workingDays !== undefined && typeof workingDays !== 'number')
      report(parts.at('workingDays'), '`workingDays` must be a number')
    const dates: ClockDates = {
      ...(startAt && { startAt }),
      ...(dueOn && { dueOn }),
      ...(stopAt && { stopAt }),
      ...(typeof workingDays === 'number' && { workingDays }),
    }
    return [{ kind: 'clock', pointer: at, clock, state, dates }]
  }

  function named(kind: 'fires' | 'refuses'): readonly Expectation[] {
    return fields.names(kind).map((rule, index) => {
      const at = `${fields.at(kind)}/${index}`
      known(rule, undefined, at)
      return { kind, pointer: at, rule }
    })
  }

  function notices(kind: 'tasks' | 'notes', of: RuleKind): readonly Expectation[] {
    if (!fields.has(kind)) return []
    const rules = fields.names(kind)
    for (const [index, rule] of rules.entries()) known(rule, of, `${fields.at(kind)}/${index}`)
    return [{ kind, pointer: fields.at(kind), rules }]
  }

  function nothing(): readonly Expectation[] {
    if (!fields.has('changesNothing')) return []
    if (fields.raw('changesNothing') !== true)
      report(fields.at('changesNothing'), '`changesNothing` takes `true`, or is left out')
    return [{ kind: 'changesNothing', pointer: fields.at('changesNothing') }]
  }

  function texts(kind: 'says' | 'problem'): readonly Expectation[] {
    return fields.names(kind).map((text) => ({ kind, pointer: fields.at(kind), text }))
  }

  function known(name: string, kind: RuleKind | undefined, at: string): void {
    const names = policy.rules
      .filter((rule) => kind === undefined || rule.kind === kind)
      .map((rule) => rule.name)
    if (!names.includes(name)) report(at, `unknown ${kind ?? 'rule'} \`${name}\`${nearest(name, names)}`)
  }
}

function read<T>(fields: Fields, key: string, result: Result<T, string>): T | undefined {
  return result.ok ? result.value : fields.report(fields.at(key), result.error)
}
