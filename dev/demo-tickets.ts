// Thirty complaints as people would have recorded them, over every stage: Redress moves them when they are loaded. They
// are Bournville's; another policy's have what its properties have of them.

import type { HubSpot } from './hubspot/hubspot.ts'

type Fields = Readonly<Record<string, string>>

type Complaint = {
  readonly subject: string
  readonly area: string
  /** Days ago at which the ticket was created. */
  readonly daysAgo: number
  readonly fields: Fields
  /** Stage that a person dragged it to by hand, where one did. */
  readonly stage?: string
}

/** `now` is the present instant; everything is dated back from it. */
function complaints(now: Date): readonly Complaint[] {
  const ago = (days: number, hour = 10) => {
    const at = new Date(now.getTime() - days * 86_400_000)
    at.setUTCHours(hour, 15, 0, 0)
    return (at > now ? now : at).toISOString().replace(/\.\d{3}Z$/, 'Z')
  }
  const formal = (days: number): Fields => ({
    complaint_formal_requested: 'true',
    complaint_formal_requested_at: ago(days),
  })
  const acknowledged = (days: number): Fields => ({
    complaint_stage1_acknowledged_at: ago(days, 14),
    complaint_definition: 'what happened, and what the resident wants, as the acknowledgement set it out',
  })
  const answered = (days: number, outcome = 'partly_upheld'): Fields => ({
    complaint_stage1_responded_at: ago(days, 15),
    complaint_stage1_outcome: outcome,
  })
  const raised = (all: string, addressed = all): Fields => ({
    complaint_aspects_raised: all,
    complaint_aspects_addressed: addressed,
  })
  const review = (days: number): Fields => ({ complaint_review_requested_at: ago(days, 9) })
  const ended = (days: number): Fields => ({
    complaint_stage2_acknowledged_at: ago(days + 12, 11),
    complaint_stage2_definition: 'what the stage 1 response left open',
    complaint_stage2_report_approved_at: ago(days + 1, 11),
    complaint_stage2_responded_at: ago(days, 12),
    complaint_stage2_outcome: 'upheld',
  })
  const one = (subject: string, area: string, daysAgo: number, ...fields: readonly Fields[]): Complaint => ({
    subject,
    area,
    daysAgo,
    fields: Object.assign({ complaint_received_at: ago(daysAgo, 8) }, ...fields),
  })
  return [
    one('Noise from the flat above at weekends', 'tenancy', 0),
    one('Bin store left unlocked', 'estates', 1),
    one('Nobody rang back about the tap', 'repairs', 1),
    one('Parking space taken by contractors', 'estates', 4),
    one('Rent statement shows the wrong name', 'rents', 5),
    one('Boiler not repaired for three weeks', 'repairs', 3, formal(2)),
    one('Damp in the back bedroom, reported four times', 'repairs', 12, formal(8)),
    one('No answer to two letters', 'tenancy', 8, formal(5), acknowledged(3)),
    one('Rude remarks on the telephone', 'repairs', 4, { complaint_about_staff: 'true' }),
    one('Service charge for a lift that does not run', 'rents', 14, formal(13), acknowledged(11)),
    one('Leak through three floors, several contractors', 'repairs', 18, {
      complaint_complexity: 'complex',
      complaint_stage1_update_sent_at: ago(6),
      ...acknowledged(16),
    }),
    one('Hedge not cut since spring', 'estates', 22, formal(20), acknowledged(19)),
    one('Care call missed twice', 'care', 6, formal(6)),
    one('Moved house, old address still billed', 'rents', 9, { complaint_early_outcome: 'unresolved' }),
    one('Window handle broken since June', 'repairs', 16, formal(14), acknowledged(12), {
      complaint_stage1_extension_notified_at: ago(3),
      complaint_stage1_extension_reason: 'part on order',
    }),
    one('Grounds not kept by the playground', 'estates', 30, formal(28), acknowledged(26), answered(15)),
    one(
      'Kitchen left without water for a day',
      'repairs',
      26,
      formal(25),
      acknowledged(24),
      answered(12, 'upheld'),
    ),
    one(
      'Transfer refused without reasons',
      'tenancy',
      40,
      formal(38),
      acknowledged(36),
      answered(24, 'not_upheld'),
    ),
    one('Rent arrears letter sent by mistake', 'rents', 33, formal(32), acknowledged(27), answered(14)),
    one(
      'Fence blown down, response covers half of it',
      'estates',
      35,
      formal(33),
      acknowledged(32),
      answered(19),
      {
        ...review(1),
      },
    ),
    one('New photographs of the damp', 'repairs', 38, formal(36), acknowledged(35), answered(22), review(2), {
      complaint_new_evidence_at: ago(2),
      complaint_new_evidence_warrants_review: 'undecided',
    }),
    one(
      'Response leaves out the missed appointments',
      'repairs',
      45,
      formal(43),
      acknowledged(42),
      answered(29),
      {
        ...raised('delay;communication;service_quality', 'delay;service_quality'),
        ...review(5),
      },
    ),
    one(
      'Apology not accepted, ceiling still stained',
      'repairs',
      50,
      formal(48),
      acknowledged(46),
      answered(34),
      {
        complaint_response_justified: 'partly',
        complaint_wrong_rectified: 'not',
        ...review(18),
      },
    ),
    one('Expert report on the heating', 'care', 55, formal(53), acknowledged(52), answered(40), review(26), {
      complaint_new_evidence_at: ago(27),
      complaint_new_evidence_warrants_review: 'yes',
      complaint_stage2_acknowledged_at: ago(24),
      complaint_stage2_definition: 'the heating as the expert found it',
    }),
    one(
      'Complaint about the way the first one was handled',
      'tenancy',
      42,
      { complaint_about_staff: 'true' },
      acknowledged(40),
      answered(28),
      {
        complaint_response_justified: 'not',
        complaint_wrong_rectified: 'partly',
        ...review(3),
      },
    ),
    one('Lock changed the same day', 'repairs', 7, { complaint_early_outcome: 'resolved' }),
    one('Refund of a double payment', 'rents', 10, { complaint_early_outcome: 'resolved' }),
    one('Withdrawn after the visit', 'estates', 15, formal(14), { complaint_withdrawn_at: ago(9) }),
    one(
      'Mould: reviewed and settled',
      'repairs',
      90,
      formal(88),
      acknowledged(86),
      answered(75),
      review(60),
      {
        ...raised('safety;delay', 'delay'),
        ...ended(40),
      },
    ),
    one(
      'Succession of tenancy: reviewed',
      'tenancy',
      95,
      formal(93),
      acknowledged(92),
      answered(80),
      review(66),
      {
        complaint_response_justified: 'not',
        complaint_wrong_rectified: 'not',
        ...ended(44),
      },
    ),
  ]
}

/**
 * Creates the complaints, each on its day and with those of its fields that are among `properties`, and puts the clock
 * back where it was; answers how many.
 */
export function loadDemoTickets(
  hubspot: HubSpot,
  pipelineFirstStage: string,
  properties: ReadonlySet<string>,
): number {
  const wasStopped = hubspot.isStopped()
  const now = hubspot.now()
  const all = complaints(new Date(now))
  for (const { subject, area, daysAgo, fields, stage } of all.toSorted((a, b) => b.daysAgo - a.daysAgo)) {
    const createdAt = new Date(new Date(now).getTime() - daysAgo * 86_400_000)
    hubspot.setNow(createdAt.toISOString())
    const known = Object.entries({ complaint_service_area: area, ...fields }).filter(([name]) =>
      properties.has(name),
    )
    hubspot.createTicket({
      stage: stage ?? pipelineFirstStage,
      properties: { subject, ...Object.fromEntries(known) },
    })
  }
  hubspot.setNow(wasStopped ? now : null)
  return all.length
}
