// What an expectation, once it is met, shows: rules firing and refusing, and the results of clocks.

import type { Policy } from '../../src/rules/policy.ts'
import type { Seen } from './compare.ts'
import type { Expectation } from './example.ts'
import { hasFired } from './fired.ts'

/** What can become of a clock: done in time; done late, or overdue; standing still; with an extension that counts or not. */
export const clockResults = ['in time', 'late', 'paused', 'extended', 'not extended'] as const
export type ClockResult = (typeof clockResults)[number]

export type Shown = {
  readonly fires: readonly string[]
  readonly refuses: readonly string[]
  readonly clock?: { readonly name: string; readonly results: readonly ClockResult[] }
}

const nothing: Shown = { fires: [], refuses: [] }

export function shownBy(expectation: Expectation, { decision }: Seen, policy: Policy): Shown {
  switch (expectation.kind) {
    case 'fires':
      return { ...nothing, fires: [expectation.rule] }
    case 'refuses':
    case 'nearMiss':
      return { ...nothing, refuses: [expectation.rule] }
    case 'tasks':
    case 'notes':
      return { ...nothing, fires: expectation.notices.map(({ rule }) => rule) }
    case 'clock': {
      const { clock: name, state } = expectation
      const rules = policy.rules.filter((rule) => rule.name === name)
      return {
        fires: rules.filter((rule) => hasFired(rule, decision, policy)).map((rule) => rule.name),
        refuses: state === 'none' ? [name] : [],
        clock: { name, results: resultsOf(expectation) },
      }
    }
    case 'stage':
    case 'owner':
    case 'fact':
    case 'changesNothing':
    case 'says':
    case 'problem':
      return nothing
  }
}

function resultsOf({ state, details }: Extract<Expectation, { kind: 'clock' }>): readonly ClockResult[] {
  const { extension } = details
  return [
    ...(state === 'met' ? ['in time' as const] : []),
    ...(state === 'met_late' || state === 'overdue' ? ['late' as const] : []),
    ...(state === 'paused' ? ['paused' as const] : []),
    ...(extension?.kind === 'valid' ? ['extended' as const] : []),
    ...(extension?.kind === 'invalid' ? ['not extended' as const] : []),
  ]
}
