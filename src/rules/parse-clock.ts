// Reads the event of a clock: start, stop, time, pauses, extensions.

import { parseSpan, type Span } from './calendar/span.ts'
import { stageAskedFor } from './clock-stage.ts'
import type { ClockRule, PauseRule, Repeat, Target } from './clock-rule.ts'
import { plainTypes, toCrmText, typeValue } from './fact.ts'
import { Fields } from './fields.ts'
import { nearest } from './finding.ts'
import { countingKeys, parseCounting } from './parse-counting.ts'
import { parseExtensions } from './parse-extension.ts'
import type { Params, RuleBase } from './rule-params.ts'

export const clockKeys = [
  'stage',
  'start',
  'stop',
  'stopAt',
  'within',
  'repeat',
  'lapses',
  'warn',
  'pauses',
  ...countingKeys,
  'extensions',
  'cancel',
  'due',
  'result',
  'taken',
  'words',
] as const

export const wordKeys = ['todo', 'done'] as const
export const repeatKeys = ['done', 'counted'] as const
export const pauseKeys = ['from', 'to', 'while', 'is'] as const
export const targetKeys = ['when', 'by', 'acrossClosure'] as const

export function parseClock(params: Params, base: RuleBase): ClockRule {
  const fields = params.fields
  const words = new Fields(fields.raw('words'), fields.at('words'), fields.report, wordKeys)
  const stop = params.facts('stop', ['instant', 'date'])
  if (stop.length === 0) fields.report(fields.pointer, 'a clock needs a `stop`: nothing could ever end it')
  const targets = parseTargets(params)
  const warn = params.span(fields, 'warn')
  if (warn && warn.count <= 0) fields.report(fields.at('warn'), '`warn` must be more than nothing')
  const shorter = targets.find((target) => target.kind === 'within' && isShorter(target.within, warn))
  if (shorter) fields.report(fields.at('warn'), '`warn` is longer than the time itself')
  const repeat = parseRepeat(params)
  if (repeat && targets.some(({ kind }) => kind === 'by'))
    fields.report(fields.at('repeat'), 'a time that comes again is a length of time, not a date')
  const result = params.written('result', ['option'])
  const results = params.context.scope.get(result ?? '')?.options ?? []
  if (result !== undefined && !(results.includes('met') && results.includes('met_late')))
    fields.report(fields.at('result'), `\`${result}\` needs the options \`met\` and \`met_late\``)
  return {
    ...base,
    ...parseCounting(fields, params.context.calendars),
    kind: 'clock',
    stage: parseStage(params, base),
    start: params.required('start', ['instant', 'date']),
    stop,
    stopAt: fields.choice('stopAt', ['first', 'last']),
    targets,
    repeat,
    lapses: fields.flag('lapses'),
    warn,
    pauses: fields.items('pauses').flatMap(([raw, pointer]) => parsePause(params, raw, pointer) ?? []),
    extensions: parseExtensions(params),
    cancel: params.facts('cancel', ['boolean']),
    due: parseDue(params),
    result,
    taken: params.written('taken', ['number']),
    words: { todo: words.text('todo'), done: words.text('done') },
  }
}

/** The stage that it names, or else the only one that its conditions ask for. */
function parseStage(params: Params, { condition }: RuleBase): string | undefined {
  const stage = params.fields.optionalText('stage')
  if (stage !== undefined) params.known(stage, params.context.stages, params.fields.at('stage'), 'stage')
  return stage ?? stageAskedFor(condition)
}

/** Where the due date is shown; a clock that is meant to be shown nowhere says so. */
function parseDue(params: Params): string | undefined {
  const { fields } = params
  if (fields.raw('due') === false) return undefined
  if (!fields.has('due'))
    fields.report(
      fields.pointer,
      'nothing writes the due date of this clock: name a date as its `due`, or say `"due": false`',
    )
  return params.written('due', ['date', 'instant'])
}

const isShorter = (within: Span, warn: Span | undefined): boolean =>
  warn !== undefined && warn.unit === within.unit && warn.count > within.count

/** One length of time, or a list of which the first that applies is meant. */
function parseTargets(params: Params): readonly Target[] {
  const { fields } = params
  const raw = fields.raw('within')
  if (!fields.has('within')) {
    fields.report(fields.pointer, '`within` is missing: how long may it take?')
    return []
  }
  const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw]
  if (items.length === 0) fields.report(fields.at('within'), '`within` must list at least one length of time')
  const targets = items.flatMap((item, index) => {
    const pointer = Array.isArray(raw) ? `${fields.at('within')}/${index}` : fields.at('within')
    return parseTarget(params, item, pointer) ?? []
  })
  const always = targets.findIndex(({ when }) => when === undefined)
  if (always >= 0 && always < targets.length - 1)
    fields.report(
      `${fields.at('within')}/${always}`,
      'the lengths of time after this one never apply: it has no `when`',
    )
  return targets
}

const isTargetKey = (key: string) => targetKeys.some((one) => one === key)

function parseTarget(params: Params, raw: unknown, pointer: string): Target | undefined {
  const { report } = params.fields
  const all = typeof raw === 'object' && raw !== null ? Object.entries(raw) : []
  const span = Object.fromEntries(all.filter(([key]) => !isTargetKey(key)))
  const rest = Object.fromEntries(all.filter(([key]) => isTargetKey(key)))
  const fields = new Fields(all.length > 0 ? rest : raw, pointer, report, targetKeys)
  const when = params.factIn(fields, 'when', ['boolean'])
  if (fields.has('by')) {
    if (Object.keys(span).length > 0 || fields.has('acrossClosure'))
      report(pointer, 'a target is either a length of time or the date that `by` names')
    return { kind: 'by', when, fact: params.factIn(fields, 'by', ['date', 'instant']) ?? '' }
  }
  const within = parseSpan(span)
  if (!within.ok) return report(pointer, within.error)
  if (within.value.count <= 0) report(pointer, '`within` must be more than nothing')
  const acrossClosure = params.span(fields, 'acrossClosure')
  if (acrossClosure && acrossClosure.count <= 0)
    report(fields.at('acrossClosure'), '`acrossClosure` must be more than nothing')
  return { kind: 'within', when, within: within.value, acrossClosure }
}

function parseRepeat(params: Params): Repeat | undefined {
  if (!params.fields.has('repeat')) return undefined
  const { fields: outer } = params
  const fields = new Fields(outer.raw('repeat'), outer.at('repeat'), outer.report, repeatKeys)
  fields.text('done')
  return {
    done: params.factIn(fields, 'done', ['instant', 'date']) ?? '',
    counted: fields.choice('counted', ['fromLast', 'fromStart']),
  }
}

function parsePause(params: Params, raw: unknown, pointer: string): PauseRule | undefined {
  const fields = new Fields(raw, pointer, params.fields.report, pauseKeys)
  const isWhile = fields.has('while')
  if (isWhile === (fields.has('from') || fields.has('to')))
    return fields.report(
      pointer,
      'a pause is either `from` a fact `to` another, or `while` a fact has a value',
    )
  if (!isWhile) {
    if (fields.has('is')) fields.report(fields.at('is'), '`is` goes with `while`')
    const [from, to] = [fields.text('from'), fields.text('to')]
    if (from === '' || to === '') return undefined
    params.factIn(fields, 'from', ['instant', 'date'])
    params.factIn(fields, 'to', ['instant', 'date'])
    return { kind: 'span', from, to }
  }
  const fact = params.factIn(fields, 'while', plainTypes) ?? ''
  const shape = params.context.scope.get(fact)
  if (shape && fact !== 'stage' && params.context.facts.get(fact)?.property === undefined)
    fields.report(
      fields.at('while'),
      `\`${fact}\` has no CRM property, whose history would say when it changed`,
    )
  if (!fields.has('is') && shape?.type === 'boolean') return { kind: 'while', fact, is: ['true'] }
  const is = fields.names('is')
  if (is.length === 0) fields.report(pointer, '`is` must list the values that pause the clock')
  const typed = is.flatMap((value) => {
    const one = shape && typeValue(shape.type, shape.options, value)
    if (!one || (one.ok && value === value.trim())) return one ? [toCrmText(one.value)] : []
    fields.report(fields.at('is'), `\`${value}\` does not fit \`${fact}\`${nearest(value, shape.options)}`)
    return []
  })
  return { kind: 'while', fact, is: typed }
}
