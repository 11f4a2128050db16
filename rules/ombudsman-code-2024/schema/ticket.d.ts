// The tickets of Housing Ombudsman: Complaint Handling Code 2024 as `redress decide` takes them. Written by `npm run build:schema` from policy.json.

/** Stages by the label that the CRM shows. */
export type Stage = 'Stage 1' | 'Stage 1 answered' | 'Stage 2' | 'Closed'

/** CRM properties as the CRM writes them, each a string; an empty one is not known. */
export type Properties = {
  /** ticket created (`createdAt`, instant) */
  readonly createdate?: string
  /** complaint received (`receivedAt`, instant) */
  readonly complaint_received_at?: string
  /** how it was received (`channel`, text) */
  readonly complaint_channel?: string
  /** representative, and their authority (`representative`, text) */
  readonly complaint_representative?: string
  /** tenure (`tenure`, text) */
  readonly complaint_tenure?: string
  /** disability, vulnerability and adjustments agreed (`adjustments`, text) */
  readonly complaint_adjustments?: string
  /** about a member of staff (`aboutStaff`, boolean) */
  readonly complaint_about_staff?: '' | 'true' | 'false'
  /** the member of staff complained about (`staffSubject`, person) */
  readonly complaint_staff_subject?: string
  /** service area (`serviceArea`, option) */
  readonly complaint_service_area?: '' | 'repairs' | 'tenancy' | 'rents' | 'estates' | 'care' | 'other'
  /** complaint definition (`definition`, text) */
  readonly complaint_definition?: string
  /** aspects raised (`aspectsRaised`, set) */
  readonly complaint_aspects_raised?: string
  /** aspects addressed (`aspectsAddressed`, set) */
  readonly complaint_aspects_addressed?: string
  /** when the resident became aware of the issue (`awareOn`, date) */
  readonly complaint_aware_on?: string
  /** exclusion that it is refused on (`refusalGround`, option) */
  readonly complaint_refusal_ground?: '' | 'over_12_months' | 'legal_proceedings' | 'already_considered'
  /** reason for the refusal (`refusalReason`, text) */
  readonly complaint_refusal_reason?: string
  /** accepting it late was considered (`discretionConsidered`, boolean) */
  readonly complaint_discretion_considered?: '' | 'true' | 'false'
  /** the letter of refusal names the Ombudsman (`refusalNamesOmbudsman`, boolean) */
  readonly complaint_refusal_ombudsman_named?: '' | 'true' | 'false'
  /** letter of refusal sent (`refusedAt`, instant) */
  readonly complaint_refused_at?: string
  /** stage 1 acknowledged (`stage1AcknowledgedAt`, instant) */
  readonly complaint_stage1_acknowledged_at?: string
  /** written notice of the stage 1 extension sent (`stage1ExtensionNotifiedAt`, instant) */
  readonly complaint_stage1_extension_notified_at?: string
  /** reason for the stage 1 extension (`stage1ExtensionReason`, text) */
  readonly complaint_stage1_extension_reason?: string
  /** stage 1 extended to (`stage1ExtendedTo`, date) */
  readonly complaint_stage1_extended_to?: string
  /** Ombudsman's details in the notice of the stage 1 extension (`stage1ExtensionNamesOmbudsman`, boolean) */
  readonly complaint_stage1_extension_ombudsman_named?: '' | 'true' | 'false'
  /** good reason for more than ten further working days (`stage1ExtensionGoodReason`, boolean) */
  readonly complaint_stage1_extension_good_reason?: '' | 'true' | 'false'
  /** stage 1 response sent (`stage1RespondedAt`, instant) */
  readonly complaint_stage1_responded_at?: string
  /** outcome of stage 1 (`stage1Outcome`, option) */
  readonly complaint_stage1_outcome?: '' | 'upheld' | 'partly_upheld' | 'not_upheld'
  /** stage 2 requested (`reviewRequestedAt`, instant) */
  readonly complaint_review_requested_at?: string
  /** complaint definition at stage 2 (`stage2Definition`, text) */
  readonly complaint_stage2_definition?: string
  /** stage 2 acknowledged (`stage2AcknowledgedAt`, instant) */
  readonly complaint_stage2_acknowledged_at?: string
  /** written notice of the stage 2 extension sent (`stage2ExtensionNotifiedAt`, instant) */
  readonly complaint_stage2_extension_notified_at?: string
  /** reason for the stage 2 extension (`stage2ExtensionReason`, text) */
  readonly complaint_stage2_extension_reason?: string
  /** stage 2 extended to (`stage2ExtendedTo`, date) */
  readonly complaint_stage2_extended_to?: string
  /** Ombudsman's details in the notice of the stage 2 extension (`stage2ExtensionNamesOmbudsman`, boolean) */
  readonly complaint_stage2_extension_ombudsman_named?: '' | 'true' | 'false'
  /** good reason for more than twenty further working days (`stage2ExtensionGoodReason`, boolean) */
  readonly complaint_stage2_extension_good_reason?: '' | 'true' | 'false'
  /** stage 2 response sent (`stage2RespondedAt`, instant) */
  readonly complaint_stage2_responded_at?: string
  /** outcome of stage 2 (`stage2Outcome`, option) */
  readonly complaint_stage2_outcome?: '' | 'upheld' | 'partly_upheld' | 'not_upheld'
  /** actions promised (`actions`, text) */
  readonly complaint_actions?: string
  /** who carries out the actions (`actionsOwner`, person) */
  readonly complaint_actions_owner?: string
  /** actions promised by (`actionsDueOn`, date) */
  readonly complaint_actions_due_on?: string
  /** actions carried out (`actionsDoneAt`, instant) */
  readonly complaint_actions_done_at?: string
  /** complaint withdrawn (`withdrawnAt`, instant) */
  readonly complaint_withdrawn_at?: string
  /** remedy (`remedy`, text) */
  readonly complaint_remedy?: string
  /** cause (`cause`, text) */
  readonly complaint_cause?: string
  /** learning (`learning`, text) */
  readonly complaint_learning?: string
  /** the Ombudsman's case and orders (`ombudsmanCase`, text) */
  readonly complaint_ombudsman_case?: string
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
  /** stage 1 started (`stage1StartedAt`, instant) */
  readonly complaint_stage1_started_at?: string
  /** stage 2 started (`stage2StartedAt`, instant) */
  readonly complaint_stage2_started_at?: string
  /** person who considered stage 1 (`stage1Investigator`, person) */
  readonly complaint_stage1_investigator?: string
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
  /** actions in time (`actionsResult`, option) */
  readonly complaint_actions_result?: '' | 'met' | 'met_late'
}

export type Ticket = {
  readonly id: string
  readonly stage: Stage
  /** E-mail address; empty for nobody. */
  readonly owner?: string
  readonly properties: Properties
}
