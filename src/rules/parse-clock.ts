// Reads the event of a clock: start, stop, time, extensions.

import { parseClockTime } from './calendar/opening-span.ts'
import type { FactType } from './fact.ts'
import { Fields } from './fields.ts'
import type { ClockRule, Extension } from './policy.ts'
import type { Params, RuleBase } from './rule-params.ts'

export function parseClock(params: Params, base: RuleBase): ClockRule {
  const fields = params.fields
  const words = new Fields(fields.raw('words'), fields.at('words'), fields.report, ['todo', 'done'])
  const cutOff = parseClockTime(fields.raw('cutOff'))
  if (fields.has('cutOff') && cutOff === undefined)
    fields.report(fields.at('cutOff'), '`cutOff` is a time such as 17:00')
  const stop = params.facts('stop', ['instant'])
  if (stop.length === 0) fields.report(fields.pointer, 'a clock needs a `stop`: nothing could ever end it')
  const [within, warn] = [params.requiredSpan(fields, 'within'), params.span(fields, 'warn')]
  for (const [key, span] of [
    ['within', within],
    ['warn', warn],
  ] as const)
    if (span && span.count <= 0) fields.report(fields.at(key), `\`${key}\` must be more than nothing`)
  if (warn && warn.unit === within.unit && warn.count > within.count)
    fields.report(fields.at('warn'), '`warn` is longer than the time itself')
  const result = params.written('result', ['option'])
  const results = params.context.scope.get(result ?? '')?.options ?? []
  if (result !== undefined && !(results.includes('met') && results.includes('met_late')))
    fields.report(fields.at('result'), `\`${result}\` needs the options \`met\` and \`met_late\``)
  return {
    ...base,
    kind: 'clock',
    start: params.required('start', ['instant']),
    stop,
    stopAt: fields.choice('stopAt', ['first', 'last']),
    within,
    warn,
    counting: fields.choice('counting', ['exclusive', 'inclusive']),
    nonWorkingStart: fields.choice('nonWorkingStart', ['nextIsDayOne', 'receivedNextWorkingDay']),
    cutOff,
    dueTime: fields.choice('dueTime', ['endOfDay', 'closing']),
    extensions: fields.items('extensions').map(([raw, pointer]) => parseExtension(params, raw, pointer)),
    cancel: params.facts('cancel', ['boolean']),
    due: params.written('due', ['date', 'instant']),
    result,
    taken: params.written('taken', ['number']),
    words: { todo: words.text('todo'), done: words.text('done') },
  }
}

function parseExtension(params: Params, raw: unknown, pointer: string): Extension {
  const fields = new Fields(raw, pointer, params.fields.report, [
    'name',
    'when',
    'notice',
    'reason',
    'until',
    'atMost',
    'dateOptional',
  ])
  const fact = (key: string, types: readonly FactType[]) => {
    const name = fields.optionalText(key)
    if (name !== undefined) params.check(name, fields.at(key), types, params.context.scope.get(name))
    return name
  }
  fields.text('notice')
  fields.text('until')
  return {
    name: fields.text('name'),
    when: fact('when', ['boolean']),
    notice: fact('notice', ['instant']) ?? '',
    reason: fact('reason', ['text']),
    until: fact('until', ['date']) ?? '',
    atMost: params.requiredSpan(fields, 'atMost'),
    dateOptional: fields.flag('dateOptional'),
  }
}
