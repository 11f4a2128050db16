// Reads the stages of a policy, in the order of the procedure.

import type { Scope } from './condition.ts'
import { readsClocks } from './fact-mistakes.ts'
import { Fields, escapePointer } from './fields.ts'
import { nearest } from './finding.ts'
import type { FactDefinition, Stage } from './policy.ts'

export const stageKeys = ['label', 'closed', 'says', 'start'] as const

export function parseStages(fields: Fields): readonly Stage[] {
  const stages = fields.entries('stages').map(([key, raw, pointer]) => {
    const stage = new Fields(raw, pointer, fields.report, stageKeys)
    return {
      key,
      label: stage.text('label'),
      closed: stage.flag('closed'),
      says: stage.text('says'),
      start: stage.names('start'),
    }
  })
  if (stages.length === 0) fields.report('/stages', 'a policy needs stages')
  for (const [index, { key, label }] of stages.entries())
    if (label !== '' && stages.findIndex((other) => other.label === label) !== index)
      fields.report(
        `${fields.at('stages')}/${escapePointer(key)}/label`,
        `two stages have the label \`${label}\``,
      )
  return stages
}

/** A stage begins by the word of a fact that is known before any clock is. */
export function reportStarts(
  fields: Fields,
  stages: readonly Stage[],
  scope: Scope,
  facts: ReadonlyMap<string, FactDefinition>,
): void {
  for (const { key, start } of stages)
    for (const name of start) {
      const at = `${fields.at('stages')}/${escapePointer(key)}/start`
      const type = scope.get(name)?.type
      if (type !== 'instant' && type !== 'date')
        fields.report(at, `\`${name}\` must be a fact of type instant or date${nearest(name, scope.keys())}`)
      else if (readsClocks(name, facts))
        fields.report(at, `a stage can not begin by \`${name}\`, which follows from the states of clocks`)
    }
}
