// Reads what must be so after a step of an example, one expectation for each thing that is said.

import { Fields } from '../../src/rules/fields.ts'
import { isRecord, nearest, type Report } from '../../src/rules/finding.ts'
import type { Policy, RuleKind } from '../../src/rules/policy.ts'
import type { Expectation } from './example.ts'
import { toCrm } from './natural-value.ts'
import { parseClock } from './parse-clock.ts'
import { parseNotice } from './parse-notice.ts'

export const thenKeys = [
  'stage',
  'owner',
  'facts',
  'clocks',
  'fires',
  'refuses',
  'nearMiss',
  'tasks',
  'notes',
  'changesNothing',
  'says',
  'problem',
] as const

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
    ...nearMisses(),
    ...notices('tasks'),
    ...notices('notes'),
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
    const text = fields.raw('owner') === null ? '' : fields.text('owner')
    const role = policy.roles.has(text) ? text : undefined
    const who = text.toLowerCase()
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
      return parseClock(clock, value, at, timeZone, report) ?? []
    })
  }

  function named(kind: 'fires' | 'refuses'): readonly Expectation[] {
    return fields.names(kind).map((rule, index) => {
      const at = `${fields.at(kind)}/${index}`
      known(rule, undefined, at)
      return { kind, pointer: at, rule }
    })
  }

  function notices(kind: 'tasks' | 'notes'): readonly Expectation[] {
    const given = fields.raw(kind)
    if (given === undefined) return []
    const [list, at]: [readonly unknown[], (index: number) => string] = Array.isArray(given)
      ? [given, (index) => `${fields.at(kind)}/${index}`]
      : [[given], () => fields.at(kind)]
    const expected = list.map((item, index) => parseNotice(kind, item, at(index), policy, report))
    return [{ kind, pointer: fields.at(kind), notices: expected }]
  }

  function nearMisses(): readonly Expectation[] {
    return fields.entries('nearMiss').map(([rule, text, at]) => {
      known(rule, undefined, at)
      if (text !== null && (typeof text !== 'string' || text === ''))
        report(at, 'this takes part of what the near miss says, or `null` where no one condition is lacking')
      return { kind: 'nearMiss', pointer: at, rule, text: text === null ? '' : String(text) }
    })
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
