// The properties of one write, each brought to the form it is stored in, or the reasons why HubSpot would refuse it.

import type { Crm } from './crm.ts'
import type { CrmObject, ObjectType, Property } from './portal.ts'
import { invalidValues, type Refusal, type ValueError, validationError } from './refusal.ts'
import { checkStage, stageProperties } from './stages.ts'
import { checkValue } from './values.ts'

export type Written = Readonly<Record<string, unknown>>

export const findProperty = (crm: Crm, type: ObjectType, name: string): Property | undefined =>
  crm.portal.properties[type].get(name) ??
  (type === 'tickets' ? stageProperties(crm).find((property) => property.name === name) : undefined)

/** Checks against `object` as it stands, or as a new record where there is none; throws HubSpot's 400. */
export function checkedProperties(
  crm: Crm,
  type: ObjectType,
  written: Written,
  object?: CrmObject,
): Record<string, string> {
  const values: Record<string, string> = {}
  const errors: ValueError[] = []
  for (const [name, raw] of Object.entries(written)) {
    const property = findProperty(crm, type, name)
    if (!property || property.archived) {
      errors.push({ error: 'PROPERTY_DOESNT_EXIST', name, message: `Property "${name}" does not exist` })
      continue
    }
    if (property.readOnly) {
      const message = `"${name}" is a read only property; its value cannot be set.`
      errors.push({ error: 'READ_ONLY_VALUE', name, message })
      continue
    }
    const checked = checkValue(property, raw, object?.properties[name] ?? '', crm.portal)
    if (checked.ok) values[name] = checked.value
    else errors.push({ error: checked.error, name, message: checked.message })
  }
  if (errors.length === 0 && type === 'tickets') errors.push(...place(crm, values, object))
  if (!object && type !== 'tickets' && !values['hs_timestamp']) throw missing(type, 'hs_timestamp')
  if (errors.length > 0) throw invalidValues(errors, crm.portal.portalId)
  return values
}

const missing = (type: ObjectType, name: string): Refusal =>
  validationError(
    `Error creating ${type.slice(0, -1).toUpperCase()}. Some required properties were not set.`,
    { context: { properties: [name] } },
  )

function place(crm: Crm, values: Record<string, string>, object: CrmObject | undefined): ValueError[] {
  const isMove = 'hs_pipeline' in values || 'hs_pipeline_stage' in values
  if (object && !isMove) return []
  const stageId = values['hs_pipeline_stage'] ?? object?.properties['hs_pipeline_stage'] ?? ''
  if (!object && stageId === '') {
    throw missing('tickets', 'hs_pipeline_stage')
  }
  const pipelineId =
    values['hs_pipeline'] ?? object?.properties['hs_pipeline'] ?? crm.portal.pipelines[0]?.id ?? ''
  if (!object) values['hs_pipeline'] = pipelineId
  return checkStage(crm, pipelineId, stageId)
}
