// Reads the events of tasks and notes: what they say, to whom, and once per what.

import { plainTypes } from './fact.ts'
import { Fields } from './fields.ts'
import type { NoteRule, Once, TaskRule } from './policy.ts'
import type { Params, RuleBase } from './rule-params.ts'

export const onceKeys = ['clock', 'fact', 'ticket'] as const
export const taskDueKeys = ['clock', 'from', 'within'] as const

export function parseTask(params: Params, base: RuleBase): TaskRule {
  return {
    ...base,
    kind: 'task',
    subject: params.template('subject'),
    body: params.template('body'),
    candidates: params.candidates('for'),
    once: parseOnce(params),
    due: parseTaskDue(params),
    says: params.fields.has('says') ? params.template('says') : undefined,
  }
}

export function parseNote(params: Params, base: RuleBase): NoteRule {
  const [text, once] = [params.template('text'), parseOnce(params)]
  if (once.kind !== 'clock' && /\{(dueOn|startOn)\}/.test(text))
    params.fields.report(
      params.fields.at('text'),
      'a note that is not once per `clock` has no `{dueOn}` or `{startOn}`',
    )
  return { ...base, kind: 'note', text, once }
}

function parseOnce(params: Params): Once {
  const fields = new Fields(
    params.fields.raw('once'),
    params.fields.at('once'),
    params.fields.report,
    onceKeys,
  )
  if (onceKeys.filter((key) => fields.has(key)).length > 1)
    fields.report(fields.pointer, '`once` has one of `clock`, `fact` and `ticket`')
  const [clock, fact] = [fields.optionalText('clock'), fields.optionalText('fact')]
  if (clock !== undefined) {
    params.known(clock, params.context.clocks, fields.at('clock'), 'clock')
    return { kind: 'clock', clock }
  }
  if (fact !== undefined) {
    params.check(fact, fields.at('fact'), plainTypes, params.context.scope.get(fact))
    return { kind: 'fact', fact }
  }
  if (!fields.flag('ticket'))
    fields.report(fields.pointer, '`once` needs a `clock`, a `fact` or `"ticket": true`: once per what?')
  return { kind: 'ticket' }
}

function parseTaskDue(params: Params): TaskRule['due'] {
  const fields = new Fields(
    params.fields.raw('due'),
    params.fields.at('due'),
    params.fields.report,
    taskDueKeys,
  )
  if (fields.has('clock') && (fields.has('from') || fields.has('within')))
    fields.report(fields.pointer, '`due` is either that of a `clock`, or so long `from` a fact')
  const clock = fields.optionalText('clock')
  if (clock !== undefined) {
    params.known(clock, params.context.clocks, fields.at('clock'), 'clock')
    return { kind: 'clock', clock }
  }
  const from = fields.text('from')
  params.check(from, fields.at('from'), ['instant'], params.context.scope.get(from))
  return { kind: 'span', from, within: params.requiredSpan(fields, 'within') }
}
