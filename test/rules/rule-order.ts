// The order of rules in their files, which must never matter.

import type { Decision } from '../../src/rules/decision.ts'
import { isRecord } from '../../src/rules/finding.ts'
import type { PolicyFiles } from '../../src/rules/parse-policy.ts'

/** The same rules, last first in each file. */
export const reversed = (files: PolicyFiles): PolicyFiles =>
  Object.fromEntries(
    Object.entries(files).map(([name, content]) => {
      if (Array.isArray(content)) return [name, content.toReversed()]
      const rules = isRecord(content) ? content['rules'] : undefined
      return [
        name,
        isRecord(content) && Array.isArray(rules) ? { ...content, rules: rules.toReversed() } : content,
      ]
    }),
  )

/** What a decision comes to, whatever the order of rules: sentences of the reason follow it, and so do places in files. */
export const unordered = ({ changes, clocks, actions }: Decision) => ({
  changes: changes
    .filter((change) => change.kind !== 'property' || change.property !== 'complaint_decision')
    .map((change) => JSON.stringify(change))
    .toSorted(),
  clocks: clocks.map((clock) => JSON.stringify(clock, withoutPlace)).toSorted(),
  actions: actions.map(({ key }) => key).toSorted(),
})

const withoutPlace = (key: string, value: unknown) => (key === 'pointer' ? undefined : value)
