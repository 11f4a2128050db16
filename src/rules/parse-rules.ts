// Reads one file of rules: json-rules-engine rules with a title, a source and an event of a closed list.

import { parseCondition } from './condition.ts'
import { factTypes, typeValue } from './fact.ts'
import { Fields } from './fields.ts'
import { listIn } from './file-list.ts'
import { nearest, type Report } from './finding.ts'
import { clockKeys, parseClock } from './parse-clock.ts'
import { parseNote, parseTask } from './parse-notice.ts'
import { parseSource } from './parse-source.ts'
import type { Rule, RuleKind } from './policy.ts'
import { Params, type RuleBase, type RuleContext } from './rule-params.ts'

export const ruleKeys = ['name', 'title', 'source', 'conditions', 'event', 'priority', 'description'] as const

export const paramKeys = {
  move: ['to', 'ground', 'because'],
  assign: ['fact', 'to', 'not', 'record', 'optional'],
  clock: clockKeys,
  set: ['fact', 'to', 'overwrite'],
  task: ['subject', 'body', 'for', 'once', 'due', 'says'],
  note: ['text', 'once'],
} as const satisfies Record<RuleKind, readonly string[]>

const isKind = (type: string): type is RuleKind => Object.hasOwn(paramKeys, type)

/** The rules of one file; `allowed` are the event types that belong there. */
export function parseRules(
  raw: unknown,
  file: string,
  allowed: readonly RuleKind[],
  context: RuleContext,
  report: Report,
): readonly Rule[] {
  const items = listIn(raw, 'rules', report)
  if (!items) {
    report('', 'this file must hold a list of rules, as it is or as `rules` of an object')
    return []
  }
  return items.flatMap(([item, pointer]) => {
    const rule = parseRule(item, pointer, file, allowed, context, report)
    return rule ? [rule] : []
  })
}

function parseRule(
  raw: unknown,
  pointer: string,
  file: string,
  allowed: readonly RuleKind[],
  context: RuleContext,
  report: Report,
): Rule | undefined {
  const fields = new Fields(raw, pointer, report, ruleKeys)
  const name = fields.text('name')
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > 64)
    report(fields.at('name'), `\`${name}\` can not name a rule: use small letters, digits and hyphens`)
  const title = fields.text('title')
  fields.optionalText('description')
  const source = parseSource(fields)
  const priority = fields.has('priority') ? fields.raw('priority') : 1
  if (typeof priority !== 'number' || !Number.isInteger(priority) || priority < 1)
    report(fields.at('priority'), '`priority` must be a whole number from 1')
  const condition = parseCondition(fields.raw('conditions'), fields.at('conditions'), context.scope, report)
  const event = new Fields(fields.raw('event'), fields.at('event'), report, ['type', 'params'])
  const type = event.text('type')
  if (!isKind(type) || !allowed.includes(type))
    return report(
      event.at('type'),
      `\`${type}\` does not belong here: the events of this file are ${allowed.map((kind) => `\`${kind}\``).join(', ')}${nearest(type, allowed)}`,
    )
  const params = new Fields(event.raw('params'), event.at('params'), report, paramKeys[type])
  if (!condition) return undefined
  const base = { name, title, source, priority: Number(priority), file, pointer, condition }
  return parseEvent(new Params(params, context), type, base)
}

function parseEvent(params: Params, kind: RuleKind, base: RuleBase): Rule {
  const fields = params.fields
  switch (kind) {
    case 'move': {
      const to = fields.text('to')
      params.known(to, params.context.stages, fields.at('to'), 'stage')
      return { ...base, kind, to, ground: parseGround(params), because: fields.text('because') }
    }
    case 'assign':
      return {
        ...base,
        kind,
        fact: params.fact('fact', ['person']) ?? 'owner',
        candidates: params.candidates('to'),
        barred: params.facts('not', ['person']),
        record: params.written('record', ['person']),
        optional: fields.flag('optional'),
      }
    case 'clock':
      return parseClock(params, base)
    case 'set':
      return parseSet(params, base)
    case 'task':
      return parseTask(params, base)
    case 'note':
      return parseNote(params, base)
  }
}

/** A ground is an option of some set of facts: what the review's grounds are recorded in. */
function parseGround(params: Params): string | undefined {
  const ground = params.fields.optionalText('ground')
  const known = [...params.context.scope.values()].flatMap(({ type, options }) =>
    type === 'set' ? options : [],
  )
  if (ground !== undefined && !known.includes(ground))
    params.fields.report(
      params.fields.at('ground'),
      `\`${ground}\` is an option of no set of facts${nearest(ground, known)}`,
    )
  return ground
}

function parseSet(params: Params, base: RuleBase): Rule {
  const fields = params.fields
  const fact = params.written('fact', factTypes) ?? params.required('fact', factTypes)
  const overwrite = fields.choice('overwrite', ['always', 'own', 'once'])
  const to = fields.raw('to')
  const shape = params.context.scope.get(fact)
  if (typeof to === 'string') {
    if (shape && (to !== to.trim() || !typeValue(shape.type, shape.options, to).ok))
      fields.report(fields.at('to'), `\`${to}\` does not fit \`${fact}\`${nearest(to, shape.options)}`)
    return { ...base, kind: 'set', fact, overwrite, value: { kind: 'literal', value: to } }
  }
  const value = new Fields(to, fields.at('to'), fields.report, ['fact', 'now'])
  if (value.has('now') && value.has('fact'))
    value.report(value.pointer, 'a value is either that of a `fact` or `now`')
  if (value.flag('now')) {
    params.check(fact, value.at('now'), ['instant'], shape)
    return { ...base, kind: 'set', fact, overwrite, value: { kind: 'now' } }
  }
  const other = value.text('fact')
  const otherShape = params.context.scope.get(other)
  params.check(other, value.at('fact'), shape ? [shape.type] : factTypes, otherShape)
  const stray = shape && otherShape?.options.find((option) => !shape.options.includes(option))
  if (stray !== undefined && shape && shape.options.length > 0)
    fields.report(value.at('fact'), `\`${other}\` can be \`${stray}\`, which is no option of \`${fact}\``)
  return { ...base, kind: 'set', fact, overwrite, value: { kind: 'fact', fact: other } }
}
