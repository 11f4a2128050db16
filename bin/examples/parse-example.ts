// Reads a file of worked examples against the policy that they are about.

import { Temporal } from 'temporal-polyfill'
import { Fields } from '../../src/rules/fields.ts'
import { listIn } from '../../src/rules/file-list.ts'
import { nearest, type Report } from '../../src/rules/finding.ts'
import type { Policy } from '../../src/rules/policy.ts'
import type { Example, Step } from './example.ts'
import { parseMoment } from './moment.ts'
import { isEmail, toCrm } from './natural-value.ts'
import { parseExpectations } from './parse-expectations.ts'

export const exampleKeys = ['$schema', 'title', 'why', 'mode', 'directory', 'ticket', 'steps'] as const
export const stepKeys = ['at', 'why', 'set', 'hand', 'lost', 'then'] as const

/** The examples of one file, which holds one or a list of them; mistakes are reported and reading goes on. */
export function parseExamples(
  raw: unknown,
  file: string,
  policy: Policy,
  report: Report,
): readonly Example[] {
  const items = listIn(raw, 'examples', report) ?? [[raw, ''] as const]
  return items.map(([item, pointer]) => parseExample(item, file, pointer, policy, report))
}

function parseExample(raw: unknown, file: string, pointer: string, policy: Policy, report: Report): Example {
  const fields = new Fields(raw, pointer, report, exampleKeys)
  fields.optionalText('why')
  const ticket = new Fields(fields.raw('ticket'), fields.at('ticket'), report, [
    'stage',
    'owner',
    ...policy.facts.keys(),
  ])
  const stage = ticket.text('stage')
  checkStage(stage, ticket.at('stage'), policy, report)
  const steps = fields
    .items('steps')
    .map(([item, at]) => parseStep(new Fields(item, at, report, stepKeys), policy))
  if (steps.length === 0) report(fields.at('steps'), 'an example has at least one step')
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1]
    if (before && Temporal.Instant.compare(before.at, step.at) > 0)
      report(`${step.pointer}/at`, 'a step can not be before the step that it follows')
  }
  const last = steps.at(-1)
  if (last?.isLost) report(`${last.pointer}/lost`, 'a later step has to find what was lost here')
  return {
    title: fields.text('title'),
    file,
    pointer,
    stage,
    owner: ticket.has('owner') ? personIn(ticket, 'owner', policy) : '',
    properties: parseFacts(ticket, policy),
    world: {
      mode: fields.choice('mode', ['full', 'assist', 'observe']),
      ...(fields.has('directory') && { directory: parseDirectory(fields) }),
    },
    steps,
  }
}

function parseStep(fields: Fields, policy: Policy): Step {
  const { report } = fields
  fields.optionalText('why')
  const at = parseMoment(fields.raw('at'), policy.calendar.timeZone)
  if (!at.ok) report(fields.at('at'), at.error)
  const set = fields.has('set')
    ? new Fields(fields.raw('set'), fields.at('set'), report, [...policy.facts.keys()])
    : undefined
  const hand = fields.has('hand')
    ? new Fields(fields.raw('hand'), fields.at('hand'), report, ['stage', 'owner'])
    : undefined
  const stage = hand?.optionalText('stage')
  if (hand && stage !== undefined) checkStage(stage, hand.at('stage'), policy, report)
  if (fields.flag('lost') && fields.has('then'))
    report(fields.at('then'), 'nothing is looked at in a step whose event was lost')
  return {
    pointer: fields.pointer,
    at: at.ok ? at.value : Temporal.Instant.fromEpochMilliseconds(0),
    properties: set ? parseFacts(set, policy) : {},
    stage,
    owner: hand?.has('owner') ? personIn(hand, 'owner', policy) : undefined,
    isLost: fields.flag('lost'),
    expectations: fields.has('then')
      ? parseExpectations(fields.raw('then'), fields.at('then'), policy, report)
      : [],
  }
}

function parseDirectory(fields: Fields): ReadonlySet<string> {
  const people = fields.names('directory')
  for (const [index, person] of people.entries())
    if (!isEmail(person))
      fields.report(`${fields.at('directory')}/${index}`, `\`${person}\` is no e-mail address`)
  return new Set(people.map((person) => person.toLowerCase()))
}

/** The facts of an object by CRM property. */
function parseFacts(fields: Fields, policy: Policy): Record<string, string> {
  const properties: Record<string, string> = {}
  for (const [name, fact] of policy.facts) {
    if (!fields.has(name)) continue
    const value = toCrm(fields.raw(name), fact, policy.calendar.timeZone)
    if (!value.ok) fields.report(fields.at(name), value.error)
    else if (fact.property === undefined)
      fields.report(fields.at(name), `\`${name}\` follows from other facts: nobody can set it`)
    else properties[fact.property] = value.value
  }
  return properties
}

function personIn(fields: Fields, key: string, policy: Policy): string {
  const email = toCrm(fields.raw(key), { type: 'person', options: [] }, policy.calendar.timeZone)
  if (!email.ok) fields.report(fields.at(key), email.error)
  return email.ok ? email.value : ''
}

function checkStage(label: string, at: string, policy: Policy, report: Report): void {
  const labels = policy.stages.map((stage) => stage.label)
  if (label !== '' && !labels.includes(label))
    report(at, `unknown stage \`${label}\`${nearest(label, labels)}`)
}
