/** The ticket properties of the contract, as definitions that a HubSpot account would hold. */

type PropertyType = 'string' | 'enumeration' | 'date' | 'datetime' | 'number' | 'bool'
export type Property = Readonly<{
  name: string
  label: string
  type: PropertyType
  fieldType: string
  groupName: string
  options: readonly string[]
}>

const aspects = [
  'service_quality',
  'delay',
  'communication',
  'staff_conduct',
  'decision',
  'charges',
  'safety',
  'other',
]
const results = ['met', 'met_late']
const degrees = ['fully', 'partly', 'not']

function define(
  name: string,
  type: PropertyType,
  options: readonly string[] = [],
  fieldType?: string,
): Property {
  const usual = {
    string: 'text',
    enumeration: 'select',
    date: 'date',
    datetime: 'date',
    number: 'number',
    bool: 'booleancheckbox',
  }
  return {
    name,
    label: name.replaceAll('_', ' '),
    type,
    options,
    fieldType: fieldType ?? usual[type],
    groupName: name.startsWith('complaint_') ? 'complaint' : 'ticketinformation',
  }
}

const own: readonly Property[] = [
  define('subject', 'string'),
  define('content', 'string'),
  define('hs_pipeline', 'enumeration'),
  define('hs_pipeline_stage', 'enumeration'),
  define('hubspot_owner_id', 'enumeration'),
  define('hs_ticket_priority', 'enumeration', ['LOW', 'MEDIUM', 'HIGH', 'URGENT']),
  define('createdate', 'datetime'),
  define('closed_date', 'datetime'),
  define('hs_lastmodifieddate', 'datetime'),
  define('hs_object_id', 'number'),
]

const filledInByPeople: readonly Property[] = [
  define('complaint_received_at', 'datetime'),
  define('complaint_channel', 'string'),
  define('complaint_formal_requested', 'bool'),
  define('complaint_formal_requested_at', 'datetime'),
  define('complaint_about_staff', 'bool'),
  define('complaint_staff_subject', 'string'),
  define('complaint_complexity', 'enumeration', ['standard', 'complex']),
  define('complaint_early_outcome', 'enumeration', ['resolved', 'unresolved']),
  define('complaint_service_area', 'enumeration', [
    'repairs',
    'tenancy',
    'rents',
    'estates',
    'care',
    'other',
  ]),
  define('complaint_adjustments', 'string'),
  define('complaint_tenure', 'string'),
  define('complaint_aspects_raised', 'enumeration', aspects, 'checkbox'),
  define('complaint_aspects_addressed', 'enumeration', aspects, 'checkbox'),
  define('complaint_stage1_acknowledged_at', 'datetime'),
  define('complaint_stage1_update_sent_at', 'datetime'),
  define('complaint_stage1_extension_notified_at', 'datetime'),
  define('complaint_stage1_extension_reason', 'string'),
  define('complaint_stage1_extended_to', 'date'),
  define('complaint_stage1_responded_at', 'datetime'),
  define('complaint_stage1_outcome', 'enumeration', ['upheld', 'partly_upheld', 'not_upheld']),
  define('complaint_response_justified', 'enumeration', degrees),
  define('complaint_wrong_rectified', 'enumeration', degrees),
  define('complaint_new_evidence_at', 'datetime'),
  define('complaint_new_evidence_warrants_review', 'enumeration', ['yes', 'no', 'undecided']),
  define('complaint_review_requested_at', 'datetime'),
  define('complaint_stage2_acknowledged_at', 'datetime'),
  define('complaint_stage2_report_approved_at', 'datetime'),
  define('complaint_stage2_responded_at', 'datetime'),
  define('complaint_stage2_outcome', 'string'),
  define('complaint_withdrawn_at', 'datetime'),
  define('complaint_remedy', 'string'),
  define('complaint_cause', 'string'),
  define('complaint_learning', 'string'),
  define('complaint_automation', 'enumeration', ['on', 'paused']),
]

const writtenByRedress: readonly Property[] = [
  define('complaint_acknowledge_due', 'date'),
  define('complaint_respond_due', 'date'),
  define('complaint_next_due_at', 'datetime'),
  define('complaint_sla_status', 'enumeration', ['on_track', 'due_soon', 'overdue', 'paused', ...results]),
  define(
    'complaint_review_grounds',
    'enumeration',
    ['unaddressed_aspects', 'not_justified', 'new_evidence'],
    'checkbox',
  ),
  define('complaint_stage1_started_at', 'datetime'),
  define('complaint_stage2_started_at', 'datetime'),
  define('complaint_stage1_investigator', 'string'),
  define('complaint_second_reviewer', 'string'),
  define('complaint_decision', 'string', [], 'textarea'),
  ...['stage1_acknowledge', 'stage1_respond', 'stage2_acknowledge', 'stage2_respond'].flatMap((clock) => [
    define(`complaint_${clock}_result`, 'enumeration', results),
    define(`complaint_${clock}_working_days`, 'number'),
  ]),
]

export const ticketProperties: readonly Property[] = [...own, ...filledInByPeople, ...writtenByRedress]

/** The only properties of a ticket that Redress may write. */
export const namesRedressWrites: ReadonlySet<string> = new Set([
  'hs_pipeline_stage',
  'hubspot_owner_id',
  ...writtenByRedress.map((property) => property.name),
])
