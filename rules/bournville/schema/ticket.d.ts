// The tickets of Bournville Village Trust: complaints procedure as `redress decide` takes them. Written by `npm run build:schema` from policy.json.

/** Stages by the label that the CRM shows. */
export type Stage = 'Early resolution' | 'Stage 1' | 'Stage 1 answered' | 'Stage 2' | 'Closed'

/** CRM properties as the CRM writes them, each a string; an empty one is not known. */
export type Properties = {
  /** ticket created (`createdAt`, instant) */
  readonly createdate?: string
  /** complaint received (`receivedAt`, instant) */
  readonly complaint_received_at?: string
  /** how it was received (`channel`, text) */
  readonly complaint_channel?: string
  /** a formal complaint was asked for (`formalRequested`, boolean) */
  readonly complaint_formal_requested?: '' | 'true' | 'false'
  /** when a formal complaint was asked for (`formalRequestedAt`, instant) */
  readonly complaint_formal_requested_at?: string
  /** about a member of staff (`aboutStaff`, boolean) */
  readonly complaint_about_staff?: '' | 'true' | 'false'
  /** the member of staff complained about (`staffSubject`, person) */
  readonly complaint_staff_subject?: string
  /** complexity (`complexity`, option) */
  readonly complaint_complexity?: '' | 'standard' | 'complex'
  /** outcome of early resolution (`earlyOutcome`, option) */
  readonly complaint_early_outcome?: '' | 'resolved' | 'unresolved'
  /** service area (`serviceArea`, option) */
  readonly complaint_service_area?: '' | 'repairs' | 'tenancy' | 'rents' | 'estates' | 'care' | 'other'
  /** vulnerability and agreed contact (`adjustments`, text) */
  readonly complaint_adjustments?: string
  /** tenure (`tenure`, text) */
  readonly complaint_tenure?: string
  /** aspects raised (`aspectsRaised`, set) */
  readonly complaint_aspects_raised?: string
  /** aspects addressed (`aspectsAddressed`, set) */
  readonly complaint_aspects_addressed?: string
  /** stage 1 acknowledged (`stage1AcknowledgedAt`, instant) */
  readonly complaint_stage1_acknowledged_at?: string
  /** update on progress sent (`stage1UpdateSentAt`, instant) */
  readonly complaint_stage1_update_sent_at?: string
  /** notice of extension sent (`stage1ExtensionNotifiedAt`, instant) */
  readonly complaint_stage1_extension_notified_at?: string
  /** reason for the extension (`stage1ExtensionReason`, text) */
  readonly complaint_stage1_extension_reason?: string
  /** stage 1 extended to (`stage1ExtendedTo`, date) */
  readonly complaint_stage1_extended_to?: string
  /** stage 1 response sent (`stage1RespondedAt`, instant) */
  readonly complaint_stage1_responded_at?: string
  /** outcome of stage 1 (`stage1Outcome`, option) */
  readonly complaint_stage1_outcome?: '' | 'upheld' | 'partly_upheld' | 'not_upheld'
  /** the resident finds the response justified (`responseJustified`, option) */
  readonly complaint_response_justified?: '' | 'fully' | 'partly' | 'not'
  /** the resident finds the wrong put right (`wrongRectified`, option) */
  readonly complaint_wrong_rectified?: '' | 'fully' | 'partly' | 'not'
  /** new evidence received (`newEvidenceAt`, instant) */
  readonly complaint_new_evidence_at?: string
  /** new evidence warrants a review (`newEvidenceWarrantsReview`, option) */
  readonly complaint_new_evidence_warrants_review?: '' | 'yes' | 'no' | 'undecided'
  /** review requested (`reviewRequestedAt`, instant) */
  readonly complaint_review_requested_at?: string
  /** stage 2 acknowledged (`stage2AcknowledgedAt`, instant) */
  readonly complaint_stage2_acknowledged_at?: string
  /** stage 2 report approved (`stage2ReportApprovedAt`, instant) */
  readonly complaint_stage2_report_approved_at?: string
  /** stage 2 response sent (`stage2RespondedAt`, instant) */
  readonly complaint_stage2_responded_at?: string
  /** outcome of stage 2 (`stage2Outcome`, option) */
  readonly complaint_stage2_outcome?: '' | 'upheld' | 'partly_upheld' | 'not_upheld'
  /** complaint withdrawn (`withdrawnAt`, instant) */
  readonly complaint_withdrawn_at?: string
  /** remedy (`remedy`, text) */
  readonly complaint_remedy?: string
  /** cause (`cause`, text) */
  readonly complaint_cause?: string
  /** learning (`learning`, text) */
  readonly complaint_learning?: string
  /** automation (`automation`, option) */
  readonly complaint_automation?: '' | 'on' | 'paused'
  /** acknowledge by (`acknowledgeDue`, date) */
  readonly complaint_acknowledge_due?: string
  /** respond by (`respondDue`, date) */
  readonly complaint_respond_due?: string
  /** next due (`nextDueAt`, instant) */
  readonly complaint_next_due_at?: string
  /** status of the time limits (`slaStatus`, option) */
  readonly complaint_sla_status?: '' | 'on_track' | 'due_soon' | 'overdue' | 'paused' | 'met' | 'met_late'
  /** grounds for the review (`reviewGrounds`, set) */
  readonly complaint_review_grounds?: string
  /** stage 1 started (`stage1StartedAt`, instant) */
  readonly complaint_stage1_started_at?: string
  /** stage 2 started (`stage2StartedAt`, instant) */
  readonly complaint_stage2_started_at?: string
  /** stage 1 investigator (`stage1Investigator`, person) */
  readonly complaint_stage1_investigator?: string
  /** second reviewer (`secondReviewer`, person) */
  readonly complaint_second_reviewer?: string
  /** why (`decision`, text) */
  readonly complaint_decision?: string
  /** stage 1 acknowledgement (`stage1AcknowledgeResult`, option) */
  readonly complaint_stage1_acknowledge_result?: '' | 'met' | 'met_late'
  /** working days to the stage 1 acknowledgement (`stage1AcknowledgeWorkingDays`, number) */
  readonly complaint_stage1_acknowledge_working_days?: '' | `${number}`
  /** stage 1 response (`stage1RespondResult`, option) */
  readonly complaint_stage1_respond_result?: '' | 'met' | 'met_late'
  /** working days to the stage 1 response (`stage1RespondWorkingDays`, number) */
  readonly complaint_stage1_respond_working_days?: '' | `${number}`
  /** stage 2 acknowledgement (`stage2AcknowledgeResult`, option) */
  readonly complaint_stage2_acknowledge_result?: '' | 'met' | 'met_late'
  /** working days to the stage 2 acknowledgement (`stage2AcknowledgeWorkingDays`, number) */
  readonly complaint_stage2_acknowledge_working_days?: '' | `${number}`
  /** stage 2 response (`stage2RespondResult`, option) */
  readonly complaint_stage2_respond_result?: '' | 'met' | 'met_late'
  /** working days to the stage 2 response (`stage2RespondWorkingDays`, number) */
  readonly complaint_stage2_respond_working_days?: '' | `${number}`
}

export type Ticket = {
  readonly id: string
  readonly stage: Stage
  /** E-mail address; empty for nobody. */
  readonly owner?: string
  readonly properties: Properties
}
