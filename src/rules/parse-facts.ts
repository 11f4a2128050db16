// Reads the facts that a policy declares, with their derivations.

import { parseSpan } from './calendar/span.ts'
import { parseCondition, type FactShape } from './condition.ts'
import { factTypes, type FactType } from './fact.ts'
import { Fields } from './fields.ts'
import { isRecord, nearest, type Report } from './finding.ts'
import { countingKeys, parseCounting, type Calendars } from './parse-counting.ts'
import { modes, type Choice, type Derivation, type FactDefinition, type Mode } from './policy.ts'

export const factKeys = ['type', 'label', 'property', 'options', 'derive', 'mode', 'description'] as const

type Draft = Omit<FactDefinition, 'derive'> & { readonly raw: unknown; readonly pointer: string }

/** Names of facts, without what they are made of: enough to type what refers to them. */
export function draftFacts(fields: Fields): readonly Draft[] {
  return fields.entries('facts').map(([name, raw, pointer]) => {
    const fact = new Fields(raw, pointer, fields.report, factKeys)
    if (!/^[a-z][A-Za-z0-9]{0,63}$/.test(name))
      fact.report(pointer, `\`${name}\` can not name a fact: use letters and digits, a small letter first`)
    const property = fact.optionalText('property')
    if (property !== undefined && !/^[a-z][a-z0-9_]{0,99}$/.test(property))
      fact.report(fact.at('property'), `\`${property}\` can not name a CRM property`)
    const type: FactType = fact.choice('type', factTypes)
    if (!fact.has('type')) fact.report(pointer, '`type` is missing')
    const options = fact.names('options')
    const again = options.find((option, index) => options.indexOf(option) !== index)
    if (again !== undefined) fact.report(fact.at('options'), `the option \`${again}\` stands twice`)
    if ((type === 'option' || type === 'set') && options.length === 0 && !isRecord(fact.raw('derive')))
      fact.report(pointer, `a fact of type ${type} needs \`options\``)
    if (fact.has('derive') === (property !== undefined))
      fact.report(pointer, 'a fact has either a `property` or a `derive`')
    const mode: Mode = fact.choice('mode', ['full', ...modes])
    return {
      name,
      type,
      label: fact.text('label'),
      options,
      property,
      mode,
      raw: fact.raw('derive'),
      pointer,
    }
  })
}

/** The facts with their derivations read. `scope` holds every name that may be referred to. */
export function parseFacts(
  drafts: readonly Draft[],
  scope: ReadonlyMap<string, FactShape>,
  roles: ReadonlySet<string>,
  calendars: Calendars,
  report: Report,
): ReadonlyMap<string, FactDefinition> {
  const facts = new Map<string, FactDefinition>()
  for (const { raw, pointer, ...fact } of drafts) {
    if (fact.property !== undefined) {
      const twin = [...facts.values()].find((other) => other.property === fact.property)
      if (twin)
        report(`${pointer}/property`, `\`${twin.name}\` already has the property \`${fact.property}\``)
    }
    const namesake = [...facts.values()].find(({ label }) => label !== '' && label === fact.label)
    if (namesake)
      report(
        `${pointer}/label`,
        `\`${namesake.name}\` already has the label \`${fact.label}\`: in a sentence nobody could tell them apart`,
      )
    const derive =
      raw === undefined ? undefined : parseDerivation(raw, `${pointer}/derive`, fact.type, fact.options)
    facts.set(fact.name, { ...fact, derive })
  }
  return facts

  function hasProperty(fact: unknown): boolean {
    return drafts.some(({ name: one, property }) => one === fact && property !== undefined)
  }

  function name(value: unknown, at: string, types: readonly FactType[]): string {
    const shape = typeof value === 'string' ? scope.get(value) : undefined
    if (typeof value !== 'string' || !shape) {
      report(at, `unknown fact \`${String(value)}\`${nearest(String(value), scope.keys())}`)
      return ''
    }
    if (!types.includes(shape.type))
      report(at, `\`${value}\` is of type ${shape.type}, and this needs ${types.join(' or ')}`)
    return value
  }

  function parseDerivation(
    value: unknown,
    at: string,
    type: FactType,
    options: readonly string[],
  ): Derivation | undefined {
    if (!isRecord(value) || Object.keys(value).length !== 1)
      return report(at, 'a derivation is an object with exactly one key, its kind')
    const [[op, args] = ['', undefined]] = Object.entries(value)
    const inside = `${at}/${op}`
    const list = (types: readonly FactType[], raw: unknown = args, where = inside) =>
      Array.isArray(raw) && raw.length > 0
        ? raw.map((item: unknown, index) => name(item, `${where}/${index}`, types))
        : (report(where, 'this must be a list of facts'), [])
    if (!isDerivation(op))
      return report(inside, `unknown derivation \`${op}\`${nearest(op, Object.keys(derivations))}`)
    const gives: readonly FactType[] | 'any' = derivations[op]
    if (gives !== 'any' && !gives.includes(type))
      report(at, `\`${op}\` gives ${gives.join(' or ')}, not ${type}`)

    switch (op) {
      case 'difference': {
        const [left, right, ...more] = list(['set'])
        if (left === undefined || right === undefined || more.length > 0)
          return report(inside, '`difference` takes two sets')
        return { op, facts: [left, right] }
      }
      case 'when': {
        const condition = parseCondition(args, inside, scope, report)
        return condition && { op, condition }
      }
      case 'members': {
        const members = isRecord(args) ? Object.entries(args) : []
        if (members.length === 0) report(inside, '`members` names a boolean fact for each option')
        for (const [option] of members)
          if (!options.includes(option))
            report(
              `${inside}/${option}`,
              `\`${option}\` is no option of this fact${nearest(option, options)}`,
            )
        return {
          op,
          members: members.map(([option, fact]) => ({
            option,
            when: name(fact, `${inside}/${option}`, ['boolean']),
          })),
        }
      }
      case 'first': {
        if (!Array.isArray(args) || args.length === 0) return report(inside, '`first` takes a list of facts')
        return { op, choices: args.map((item: unknown, index) => choice(item, `${inside}/${index}`, type)) }
      }
      case 'setAt':
        if (args !== 'stage' && !hasProperty(args))
          report(inside, '`setAt` takes the stage or a fact with a CRM property')
        return { op, fact: name(args, inside, factTypes) }
      case 'byHand':
        return { op, fact: name(args, inside, [type]) }
      case 'same':
      case 'notBefore': {
        const types: readonly FactType[] = op === 'same' ? factTypes : moments
        const [left, right, ...more] = list(types)
        if (left === undefined || right === undefined || more.length > 0)
          return report(inside, `\`${op}\` takes two facts`)
        return { op, facts: [left, right] }
      }
      case 'follows': {
        const fields = new Fields(args, inside, report, ['fact', 'from', 'instead'])
        const instead = fields.items('instead').map(([item, where]) => {
          const pair = new Fields(item, where, report, ['when', 'was', 'now'])
          return {
            when: name(pair.raw('when'), pair.at('when'), ['boolean']),
            was: name(pair.raw('was'), pair.at('was'), [type]),
            now: name(pair.raw('now'), pair.at('now'), [type]),
          }
        })
        return {
          op,
          fact: name(fields.raw('fact'), fields.at('fact'), [type]),
          from: list([type], fields.raw('from'), fields.at('from')),
          instead,
        }
      }
      case 'laterThan': {
        if (!Array.isArray(args) || args.length !== 2)
          return report(inside, '`laterThan` takes a fact and a list of facts')
        return {
          op,
          fact: name(args[0], `${inside}/0`, moments),
          others: list(moments, args[1], `${inside}/1`),
        }
      }
      case 'reached': {
        if (typeof args === 'string') return { op, fact: name(args, inside, moments), notBefore: undefined }
        const fields = new Fields(args, inside, report, ['fact', 'notBefore'])
        return {
          op,
          fact: name(fields.raw('fact'), fields.at('fact'), moments),
          notBefore: fields.has('notBefore')
            ? name(fields.raw('notBefore'), fields.at('notBefore'), moments)
            : undefined,
        }
      }
      case 'latest':
      case 'earliest':
        // Dates and times are not mixed: a date has no time at which it would be the later.
        return { op, facts: list([type === 'date' ? 'date' : 'instant']) }
      case 'due': {
        const fields = new Fields(args, inside, report, ['from', 'within', ...countingKeys])
        const within = parseSpan(fields.raw('within'))
        if (!within.ok) return report(fields.at('within'), within.error)
        const from = name(fields.raw('from'), fields.at('from'), moments)
        const counting = parseCounting(fields, calendars)
        return { op, from, within: within.value, counting, gives: type === 'date' ? 'date' : 'instant' }
      }
      case 'timesSet':
        if (!hasProperty(args)) report(inside, '`timesSet` takes a fact with a CRM property')
        return { op, fact: name(args, inside, factTypes) }
      case 'roleHeldBy': {
        const fields = new Fields(args, inside, report, ['role', 'by'])
        const role = fields.text('role')
        if (!roles.has(role)) report(fields.at('role'), `unknown role \`${role}\`${nearest(role, roles)}`)
        return { op, role, by: list(['person'], fields.raw('by'), fields.at('by')) }
      }
    }
  }

  function choice(item: unknown, at: string, type: FactType): Choice {
    if (typeof item === 'string') return { fact: name(item, at, [type]), when: undefined }
    const fields = new Fields(item, at, report, ['fact', 'when'])
    return {
      fact: name(fields.raw('fact'), fields.at('fact'), [type]),
      when: fields.has('when') ? name(fields.raw('when'), fields.at('when'), ['boolean']) : undefined,
    }
  }
}

/** What happened at an instant, or on a date. */
const moments: readonly FactType[] = ['instant', 'date']

/** What each derivation gives; `any`: what it is taken from. */
export const derivations = {
  difference: ['set'],
  when: ['boolean'],
  members: ['set'],
  first: 'any',
  setAt: ['instant'],
  byHand: 'any',
  follows: 'any',
  same: ['boolean'],
  notBefore: ['boolean'],
  laterThan: ['boolean'],
  reached: ['boolean'],
  latest: ['instant', 'date'],
  earliest: ['instant', 'date'],
  due: ['instant', 'date'],
  timesSet: ['number'],
  roleHeldBy: ['boolean'],
} as const satisfies Record<Derivation['op'], readonly FactType[] | 'any'>

const isDerivation = (op: string): op is Derivation['op'] => Object.hasOwn(derivations, op)
