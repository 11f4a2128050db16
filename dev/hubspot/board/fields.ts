// The fields of the complaint form, in the order in which a complaint comes by them.

import { isOurs } from '../../../src/integrations/hubspot/provision/mark.ts'
import type { Crm } from '../portal/crm.ts'
import type { Property } from '../portal/portal.ts'

type Field = {
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'longText' | 'number' | 'boolean' | 'date' | 'datetime' | 'choice' | 'set' | 'owner'
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly hint: string
}

export type FieldGroup = {
  readonly title: string
  readonly by: 'people' | 'redress'
  readonly fields: readonly Field[]
}

const owners = new Set([
  'complaint_staff_subject',
  'complaint_stage1_investigator',
  'complaint_second_reviewer',
])

// Kept as long text by some accounts, though a line is enough for them.
const lines = new Set(['complaint_channel', 'complaint_tenure'])

const people: readonly (readonly [title: string, names: string])[] = [
  [
    'The complaint',
    'received_at channel service_area tenure complexity about_staff staff_subject aspects_raised adjustments',
  ],
  ['Early resolution', 'early_outcome formal_requested formal_requested_at'],
  [
    'Stage 1',
    'stage1_acknowledged_at stage1_update_sent_at stage1_extension_reason stage1_extension_notified_at stage1_extended_to stage1_responded_at stage1_outcome aspects_addressed',
  ],
  [
    'Review request',
    'review_requested_at response_justified wrong_rectified new_evidence_at new_evidence_warrants_review',
  ],
  ['Stage 2', 'stage2_acknowledged_at stage2_report_approved_at stage2_responded_at stage2_outcome'],
  ['Outcome and learning', 'withdrawn_at remedy cause learning automation'],
]

const redress =
  'sla_status next_due_at acknowledge_due respond_due stage1_started_at stage1_investigator stage2_started_at second_reviewer review_grounds stage1_acknowledge_result stage1_acknowledge_working_days stage1_respond_result stage1_respond_working_days stage2_acknowledge_result stage2_acknowledge_working_days stage2_respond_result stage2_respond_working_days decision'

export function fieldGroups(crm: Crm): FieldGroup[] {
  const left = new Map(
    [...crm.portal.properties.tickets].filter(
      ([, property]) => !property.hubspotDefined && !property.archived,
    ),
  )
  const take = (names: string): Field[] =>
    names.split(' ').flatMap((name) => {
      const property = left.get(`complaint_${name}`)
      left.delete(`complaint_${name}`)
      return property ? [toField(property)] : []
    })
  const groups = [
    ...people.map(([title, names]): FieldGroup => ({ title, by: 'people', fields: take(names) })),
    { title: 'Written by Redress', by: 'redress' as const, fields: take(redress) },
  ]
  // Fields that another procedure brings are shown too, if in no order of ours.
  const others: FieldGroup = { title: 'Other fields', by: 'people', fields: [...left.values()].map(toField) }
  groups.splice(-1, 0, others)
  return groups.filter((group) => group.fields.length > 0)
}

export const toLabel = (label: string): string => label.charAt(0).toUpperCase() + label.slice(1)

const toField = (property: Property): Field => ({
  name: property.name,
  label: toLabel(property.label),
  kind: kindOf(property),
  options: property.options.filter((option) => !option.hidden).map(({ value, label }) => ({ value, label })),
  // What Redress wrote there is for whoever looks at the settings.
  hint: isOurs(property) ? '' : property.description,
})

function kindOf({ name, type, fieldType, referencedObjectType }: Property): Field['kind'] {
  if (referencedObjectType === 'OWNER' || owners.has(name)) return 'owner'
  if (type === 'bool') return 'boolean'
  if (type === 'enumeration') return fieldType === 'checkbox' ? 'set' : 'choice'
  if (type === 'date' || type === 'datetime' || type === 'number') return type
  const isLong = fieldType === 'textarea' || fieldType === 'html' || name === 'complaint_decision'
  return isLong && !lines.has(name) ? 'longText' : 'text'
}
