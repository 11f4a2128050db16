// The moves of the shipped policy as somebody would write them down without a rule language: what the evaluators are measured by.

import type { FactValue } from '../src/rules/fact.ts'

type FactName =
  | 'stage'
  | 'withdrawn'
  | 'formalAsked'
  | 'aboutStaff'
  | 'complexity'
  | 'earlyOutcome'
  | 'stage1Responded'
  | 'reviewPending'
  | 'aspectsUnaddressed'
  | 'responseJustified'
  | 'wrongRectified'
  | 'newEvidenceWarrantsReview'
  | 'stage2Responded'
  | 'stage2Approved'

export type PlainFacts = Readonly<Record<FactName, FactValue>>

export const plainFactsOf = (read: (fact: FactName) => FactValue): PlainFacts => ({
  stage: read('stage'),
  withdrawn: read('withdrawn'),
  formalAsked: read('formalAsked'),
  aboutStaff: read('aboutStaff'),
  complexity: read('complexity'),
  earlyOutcome: read('earlyOutcome'),
  stage1Responded: read('stage1Responded'),
  reviewPending: read('reviewPending'),
  aspectsUnaddressed: read('aspectsUnaddressed'),
  responseJustified: read('responseJustified'),
  wrongRectified: read('wrongRectified'),
  newEvidenceWarrantsReview: read('newEvidenceWarrantsReview'),
  stage2Responded: read('stage2Responded'),
  stage2Approved: read('stage2Approved'),
})

/** Names of the move rules that hold, in the order of the rule file. */
export function plainMoves(facts: PlainFacts): readonly string[] {
  const held: string[] = []
  if (facts.withdrawn === true && facts.stage !== 'closed') held.push('withdrawn')
  if (facts.stage === 'early') {
    if (facts.formalAsked === true) held.push('early-formal')
    if (facts.aboutStaff === true) held.push('early-about-staff')
    if (facts.complexity === 'complex') held.push('early-complex')
    if (facts.earlyOutcome === 'unresolved') held.push('early-unresolved')
    if (facts.earlyOutcome === 'resolved') held.push('early-resolved')
  }
  if (facts.stage === 'stage1' && facts.stage1Responded === true) held.push('stage1-responded')
  if (facts.reviewPending === true) {
    if (hasMembers(facts.aspectsUnaddressed)) held.push('review-unaddressed-aspects')
    if (isPartlyOrNot(facts.responseJustified) && isPartlyOrNot(facts.wrongRectified))
      held.push('review-not-justified')
    if (facts.newEvidenceWarrantsReview === 'yes') held.push('review-new-evidence')
  }
  if (facts.stage === 'stage2' && facts.stage2Responded === true && facts.stage2Approved === true)
    held.push('stage2-answered')
  return held
}

const hasMembers = (value: FactValue): boolean => Array.isArray(value) && value.length > 0
const isPartlyOrNot = (value: FactValue): boolean => value === 'partly' || value === 'not'
