// A plan for a reader: a line for each thing that is not as it should be, and a sum.

import type { Outcome } from '../../src/integrations/hubspot/provision/apply.ts'
import type { Portal } from '../../src/integrations/hubspot/provision/portal.ts'
import type { Step } from '../../src/integrations/hubspot/provision/step.ts'
import { redress } from '../called-as.ts'
import { table } from '../table.ts'

const signs = { create: '+', change: '~', leave: '=', conflict: '!' } as const

/** What is as it should be is only counted, unless there is something to say of it. */
export function planLines(steps: readonly Step[], isApplying: boolean): readonly string[] {
  const lines = stepLines(steps)
  return [...lines, ...(lines.length > 0 ? [''] : []), sumOf(steps, isApplying)]
}

/** The plan without its sum. */
export function stepLines(steps: readonly Step[]): readonly string[] {
  const told = steps.filter(({ kind, says }) => kind !== 'leave' || says.length > 0)
  const rows = table(told.map((step) => [`  ${signs[step.kind]} ${step.of}`, step.name, saysOf(step)]))
  return told.flatMap((step, index) => [rows[index] ?? '', ...adviceAfter(step, told[index + 1])])
}

/** Once for all that need the same. */
function adviceAfter(step: Step, next: Step | undefined): readonly string[] {
  if (step.kind !== 'conflict') return []
  const isLast = next?.kind !== 'conflict' || next.advice !== step.advice
  return isLast ? [`    → ${step.advice}`] : []
}

export const headOf = ({ account }: Pick<Portal, 'account'>, policy: string): string =>
  `HubSpot account ${account.id}${account.timeZone === '' ? '' : ` (${account.timeZone})`}, policy \`${policy}\``

const saysOf = ({ says }: Step): string => says.join('; ')

const count = (steps: readonly Step[], kind: Step['kind']): number =>
  steps.filter((step) => step.kind === kind).length

const toDo = (steps: readonly Step[]): number => count(steps, 'create') + count(steps, 'change')

function sumOf(steps: readonly Step[], isApplying: boolean): string {
  const conflicts = count(steps, 'conflict')
  const sum = `${count(steps, 'create')} to create, ${count(steps, 'change')} to change, ${count(steps, 'leave')} to leave, ${conflicts} for a person to settle (!).`
  if (toDo(steps) === 0)
    return conflicts === 0 ? `Nothing to do: the account is as the policy needs it. ${sum}` : sum
  return isApplying ? sum : `${sum} Nothing has been written: --apply carries it out.`
}

/** A line for a step that was carried out, or was not. */
export const outcomeLine = ({ step, refused }: Outcome): string =>
  refused === undefined
    ? `  ${signs[step.kind]} ${step.of} ${step.name}: done`
    : `  ✗ ${step.of} ${step.name}: HubSpot refuses it: ${refused.replace(/\.$/, '')}${adviceOn(step, refused)}`

function adviceOn({ of }: Step, refused: string): string {
  if (of === 'pipeline')
    return `. If the subscription allows no further pipeline, use one that is there: ${redress} provision --adopt`
  return of === 'property' && /limit|maximum|too many/i.test(refused)
    ? `. Archive properties that nothing uses (Settings, Properties), or use some that are there: ${redress} provision --adopt`
    : ''
}

export function appliedSum(outcomes: readonly Outcome[], left: readonly Step[]): string {
  const refused = outcomes.filter((outcome) => outcome.refused !== undefined).length
  const done = outcomes.length - refused
  const open = toDo(left)
  const conflicts = count(left, 'conflict')
  return [
    `${done} done, ${refused} refused, ${conflicts} for a person to settle.`,
    ...(open > refused ? [`${open - refused} still differ: run it again.`] : []),
    ...(open === 0 && conflicts === 0 ? ['The account is as the policy needs it.'] : []),
  ].join(' ')
}
