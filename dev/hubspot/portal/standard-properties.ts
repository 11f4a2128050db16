// The properties HubSpot itself defines for tickets, tasks and notes, as far as the project meets them.

import type { Group, ObjectType, Property } from './portal.ts'

type Standard = Omit<Property, 'createdAt' | 'updatedAt'>

const define = (
  name: string,
  label: string,
  type: string,
  fieldType: string,
  more: Partial<Standard> = {},
): Standard => ({
  name,
  label,
  type,
  fieldType,
  groupName: 'ticketinformation',
  description: '',
  options: [],
  displayOrder: -1,
  hidden: false,
  hubspotDefined: true,
  calculated: false,
  externalOptions: false,
  readOnly: false,
  archived: false,
  ...more,
})

const choice = (name: string, label: string, values: readonly string[]): Standard =>
  define(name, label, 'enumeration', 'select', {
    options: values.map((value, displayOrder) => ({ label: value, value, displayOrder, hidden: false })),
  })

const owner = define('hubspot_owner_id', 'Owner', 'enumeration', 'select', {
  externalOptions: true,
  referencedObjectType: 'OWNER',
})
const readOnly = { readOnly: true }
const stamps = [
  define('hs_lastmodifieddate', 'Last modified date', 'datetime', 'date', readOnly),
  define('hs_object_id', 'Record ID', 'number', 'number', readOnly),
]

export const standardProperties: Record<ObjectType, readonly Standard[]> = {
  tickets: [
    define('subject', 'Ticket name', 'string', 'text'),
    define('content', 'Ticket description', 'string', 'textarea'),
    define('hs_pipeline', 'Pipeline', 'enumeration', 'select', { externalOptions: true }),
    define('hs_pipeline_stage', 'Ticket status', 'enumeration', 'select', { externalOptions: true }),
    owner,
    choice('hs_ticket_priority', 'Priority', ['LOW', 'MEDIUM', 'HIGH', 'URGENT']),
    choice('hs_ticket_category', 'Category', [
      'PRODUCT_ISSUE',
      'BILLING_ISSUE',
      'FEATURE_REQUEST',
      'GENERAL_INQUIRY',
    ]),
    choice('source_type', 'Source', ['CHAT', 'EMAIL', 'FORM', 'PHONE']),
    define('createdate', 'Create date', 'datetime', 'date'),
    define('hs_merged_object_ids', 'Merged record IDs', 'string', 'text', readOnly),
    ...stamps,
  ],
  tasks: [
    define('hs_timestamp', 'Due date', 'datetime', 'date'),
    define('hs_task_subject', 'Task title', 'string', 'text'),
    define('hs_task_body', 'Notes', 'string', 'html'),
    choice('hs_task_status', 'Task status', [
      'NOT_STARTED',
      'IN_PROGRESS',
      'WAITING',
      'COMPLETED',
      'DEFERRED',
    ]),
    choice('hs_task_priority', 'Priority', ['NONE', 'LOW', 'MEDIUM', 'HIGH']),
    choice('hs_task_type', 'Task type', ['TODO', 'CALL', 'EMAIL']),
    define('hs_task_completion_date', 'Completed at', 'datetime', 'date'),
    owner,
    define('hs_createdate', 'Create date', 'datetime', 'date', readOnly),
    ...stamps,
  ],
  notes: [
    define('hs_timestamp', 'Activity date', 'datetime', 'date'),
    define('hs_note_body', 'Body', 'string', 'html'),
    owner,
    define('hs_createdate', 'Create date', 'datetime', 'date', readOnly),
    ...stamps,
  ],
}

const group = (name: string, label: string): Group => ({ name, label, displayOrder: 0, archived: false })

export const standardGroups: Record<ObjectType, readonly Group[]> = {
  tickets: [group('ticketinformation', 'Ticket information')],
  tasks: [group('ticketinformation', 'Task information')],
  notes: [group('ticketinformation', 'Note information')],
}
