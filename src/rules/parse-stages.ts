// Reads the stages of a policy, in the order of the procedure.

import { Fields } from './fields.ts'
import type { Stage } from './policy.ts'

export function parseStages(fields: Fields): readonly Stage[] {
  const stages = fields.entries('stages').map(([key, raw, pointer]) => {
    const stage = new Fields(raw, pointer, fields.report, ['label', 'closed', 'says'])
    return { key, label: stage.text('label'), closed: stage.flag('closed'), says: stage.text('says') }
  })
  if (stages.length === 0) fields.report('/stages', 'a policy needs stages')
  for (const [index, stage] of stages.entries())
    if (stages.findIndex((other) => other.label === stage.label) !== index)
      fields.report(fields.at('stages'), `two stages have the label \`${stage.label}\``)
  return stages
}
