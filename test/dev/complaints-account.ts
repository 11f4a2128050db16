// An account with the Complaints pipeline, four people and the fields of a complaint, for the tests of the local HubSpot.

import type { Definition } from '../../dev/hubspot/portal/provision.ts'

type Field = Definition['properties'][number]

const of =
  (type: string, fieldType: string) =>
  (name: string, label: string, options?: readonly string[]): Field => ({
    name: `complaint_${name}`,
    label,
    type,
    fieldType,
    ...(options && { options }),
  })
const text = of('string', 'text')
const longText = of('string', 'textarea')
const instant = of('datetime', 'date')
const date = of('date', 'date')
const yesNo = of('bool', 'booleancheckbox')
const choice = of('enumeration', 'select')
const set = of('enumeration', 'checkbox')
const number = of('number', 'number')
const person = (name: string, label: string): Field => ({
  ...choice(name, label),
  externalOptions: true,
  referencedObjectType: 'OWNER',
})

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
const outcomes = ['upheld', 'partly_upheld', 'not_upheld']
const view = ['fully', 'partly', 'not']

export const complaints: Definition = {
  pipeline: {
    label: 'Complaints',
    stages: [
      { label: 'Early resolution' },
      { label: 'Stage 1' },
      { label: 'Stage 1 answered' },
      { label: 'Stage 2' },
      { label: 'Closed', closed: true },
    ],
  },
  group: { name: 'complaints', label: 'Complaints' },
  owners: [
    { email: 'amina.yusuf@example.org', firstName: 'Amina', lastName: 'Yusuf' },
    { email: 'tom.bright@example.org', firstName: 'Tom', lastName: 'Bright' },
    { email: 'grace.okafor@example.org', firstName: 'Grace', lastName: 'Okafor' },
    { email: 'neil.hart@example.org', firstName: 'Neil', lastName: 'Hart' },
  ],
  properties: [
    instant('received_at', 'complaint received'),
    text('channel', 'how it was received'),
    yesNo('formal_requested', 'a formal complaint was asked for'),
    instant('formal_requested_at', 'when a formal complaint was asked for'),
    yesNo('about_staff', 'about a member of staff'),
    person('staff_subject', 'the member of staff complained about'),
    choice('complexity', 'complexity', ['standard', 'complex']),
    choice('early_outcome', 'outcome of early resolution', ['resolved', 'unresolved']),
    choice('service_area', 'service area', ['repairs', 'tenancy', 'rents', 'estates', 'care', 'other']),
    longText('adjustments', 'vulnerability and agreed contact'),
    text('tenure', 'tenure'),
    set('aspects_raised', 'aspects raised', aspects),
    set('aspects_addressed', 'aspects addressed', aspects),
    instant('stage1_acknowledged_at', 'stage 1 acknowledged'),
    instant('stage1_responded_at', 'stage 1 response sent'),
    choice('stage1_outcome', 'outcome of stage 1', outcomes),
    choice('response_justified', 'the resident finds the response justified', view),
    choice('wrong_rectified', 'the resident finds the wrong put right', view),
    instant('review_requested_at', 'review requested'),
    choice('new_evidence_warrants_review', 'new evidence warrants a review', ['yes', 'no', 'undecided']),
    instant('stage2_responded_at', 'stage 2 response sent'),
    choice('stage2_outcome', 'outcome of stage 2', outcomes),
    instant('withdrawn_at', 'complaint withdrawn'),
    longText('learning', 'learning'),
    choice('automation', 'automation', ['on', 'paused']),
    choice('sla_status', 'status of the time limits', [
      'on_track',
      'due_soon',
      'overdue',
      'paused',
      'met',
      'met_late',
    ]),
    instant('next_due_at', 'next due'),
    date('acknowledge_due', 'acknowledge by'),
    date('respond_due', 'respond by'),
    instant('stage1_started_at', 'stage 1 started'),
    person('stage1_investigator', 'stage 1 investigator'),
    number('stage1_respond_working_days', 'working days to the stage 1 response'),
    longText('decision', 'why'),
  ],
}
