// What the dated API alone enforces: properties that the account wants filled in before a stage is entered.

import type { Crm } from '../portal/crm.ts'
import type { CrmObject, ObjectType } from '../portal/portal.ts'
import { validationError } from '../portal/refusal.ts'
import { textOf } from '../portal/scalar.ts'
import type { Json } from './body.ts'

export function checkRequirements(crm: Crm, type: ObjectType, written: Json, record?: CrmObject): void {
  const stage = written['hs_pipeline_stage']
  if (type !== 'tickets' || typeof stage !== 'string' || stage === record?.properties['hs_pipeline_stage'])
    return
  const missing = (crm.stageRequirements.get(stage) ?? []).filter(
    (name) => textOf(written[name] ?? record?.properties[name]) === '',
  )
  if (missing.length === 0) return
  throw validationError(`Some conditional required properties were not set: [${missing.join(', ')}]`, {
    errors: missing.map((name) => ({
      message: `property ${name} is required for this stage`,
      code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
      context: { propertyName: [name] },
    })),
  })
}
