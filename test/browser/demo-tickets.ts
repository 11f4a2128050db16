// A dozen tickets as Redress would leave them, for looking at the board and for its tests.

import type { HubSpot } from '../../dev/hubspot/hubspot.ts'

type Sketch = readonly [stage: string, subject: string, owner: string, status: string, due: string]

const sketches: readonly Sketch[] = [
  ['Early resolution', 'Noise from the flat above every weekend', 'amina.yusuf', '', ''],
  ['Early resolution', 'Bin store left unlocked', '', '', ''],
  ['Stage 1', 'Boiler not repaired for three weeks', 'tom.bright', 'on_track', '2026-12-07T23:59:59Z'],
  ['Stage 1', 'Rude remarks on the telephone', 'grace.okafor', 'due_soon', '2026-11-24T23:59:59Z'],
  [
    'Stage 1',
    'Damp and mould in the back bedroom, reported four times since March',
    'tom.bright',
    'overdue',
    '2026-11-19T23:59:59Z',
  ],
  ['Stage 1', 'Rent account wrong after the move', 'amina.yusuf', 'paused', '2026-12-02T23:59:59Z'],
  ['Stage 1 answered', 'Grounds not kept at Selly Wick Road', 'tom.bright', 'met', ''],
  ['Stage 1 answered', 'Service charge for a lift that does not run', 'amina.yusuf', 'met_late', ''],
  ['Stage 2', 'Repeated missed appointments', 'neil.hart', 'on_track', '2026-12-16T23:59:59Z'],
  ['Closed', 'Gate repaired at the second visit', 'tom.bright', 'met', ''],
]

export function addDemoTickets(hubspot: HubSpot): void {
  for (const [stage, subject, owner, status, due] of sketches) {
    const ticket = hubspot.createTicket({
      stage,
      owner: owner && `${owner}@example.org`,
      properties: {
        subject,
        complaint_received_at: '2026-11-16T09:30:00Z',
        complaint_service_area: 'repairs',
      },
    })
    hubspot.edit(ticket.id, {
      properties: {
        complaint_sla_status: status,
        complaint_next_due_at: due,
        complaint_decision: reasonOf(stage),
      },
    })
  }
}

const reasonOf = (stage: string): string =>
  stage === 'Stage 1'
    ? 'Moved to Stage 1 on Mon 23 Nov because a formal complaint was asked for (Formal investigation, paragraph 1). Acknowledge by Thu 26 Nov, respond by Mon 7 Dec. Tom Bright, team leader for repairs, will investigate.'
    : ''
