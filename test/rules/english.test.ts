import { describe, expect, it } from 'vitest'
import { clockInWords } from '../../src/rules/english/clock.ts'
import { conditionInWords } from '../../src/rules/english/condition.ts'
import { derivationInWords } from '../../src/rules/english/derivation.ts'
import { propertiesOf } from '../../src/rules/english/properties.ts'
import { ruleInWords } from '../../src/rules/english/rule.ts'
import { parseCondition } from '../../src/rules/condition.ts'
import { rulesOf } from '../../src/rules/policy.ts'
import { bournville, bournvilleFiles, parsed } from './bournville.ts'

const leaf = (fact: string, operator: string, value: unknown) => ({ fact, operator, value })

describe('a condition', () => {
  it.each`
    why                                 | condition                                                                                                                      | words
    ${'a boolean is its label'}         | ${leaf('aboutStaff', 'equal', true)}                                                                                           | ${'“about a member of staff”'}
    ${'or not'}                         | ${leaf('aboutStaff', 'equal', false)}                                                                                          | ${'not “about a member of staff”'}
    ${'not unequal is equal'}           | ${leaf('aboutStaff', 'notEqual', false)}                                                                                       | ${'“about a member of staff”'}
    ${'a stage is by its name'}         | ${leaf('stage', 'equal', 'stage1Answered')}                                                                                    | ${'the ticket is in Stage 1 answered'}
    ${'several stages'}                 | ${leaf('stage', 'notIn', ['early', 'closed'])}                                                                                 | ${'the ticket is not in Early resolution or Closed'}
    ${'options are quoted'}             | ${leaf('responseJustified', 'in', ['partly', 'not'])}                                                                          | ${'“the resident finds the response justified” is ‘partly’ or ‘not’'}
    ${'a set'}                          | ${leaf('groundsMet', 'contains', 'not_justified')}                                                                             | ${'“grounds that apply” has ‘not justified’'}
    ${'the state of a clock'}           | ${leaf('stage1-respondState', 'in', ['due_soon', 'overdue'])}                                                                  | ${'the time limit “Respond within ten working days” is due soon or overdue'}
    ${'the start of a clock'}           | ${leaf('stage1-respondStart', 'absent', true)}                                                                                 | ${'the time limit “Respond within ten working days” has not begun'}
    ${'numbers are less, not before'}   | ${leaf('stage1RespondWorkingDays', 'lessThan', 3)}                                                                             | ${'“working days to the stage 1 response” is less than 3'}
    ${'`or` in `and` is in brackets'}   | ${{ all: [leaf('withdrawn', 'equal', true), { any: [leaf('aboutStaff', 'equal', true), leaf('isComplex', 'equal', true)] }] }} | ${'“the complaint was withdrawn” and (“about a member of staff” or “the complaint is complex”)'}
    ${'one in a group needs none'}      | ${{ all: [{ any: [leaf('aboutStaff', 'equal', true)] }, leaf('withdrawn', 'equal', true)] }}                                   | ${'“about a member of staff” and “the complaint was withdrawn”'}
    ${'`not` holds its group together'} | ${{ not: { all: [leaf('aboutStaff', 'equal', true), leaf('withdrawn', 'equal', true)] } }}                                     | ${'not (“about a member of staff” and “the complaint was withdrawn”)'}
  `('$why: $words', ({ condition, words }) => {
    const parsedCondition = parseCondition(condition, '', bournville.scope, (_, message) => {
      throw new Error(message)
    })
    expect(parsedCondition && conditionInWords(bournville, parsedCondition)).toBe(words)
  })
})

/** The clock for the stage 1 response with other parameters, in words. */
function clockWith(params: Readonly<Record<string, unknown>>): string {
  const files = bournvilleFiles()
  const { rules } = files['clocks.json'] as { rules: { name: string; event: { params: object } }[] }
  for (const rule of rules) if (rule.name === 'stage1-respond') Object.assign(rule.event.params, params)
  const policy = parsed(files)
  if (!policy.ok) throw new Error(JSON.stringify(policy.error))
  const rule = rulesOf(policy.value, 'clock').find(({ name }) => name === 'stage1-respond')
  return rule ? clockInWords(policy.value, rule).join(' ') : ''
}

describe('a time limit', () => {
  it.each`
    params                                                                                                                                                                | words
    ${{}}                                                                                                                                                                 | ${'Respond within 10 working days, counted from “start of stage 1”, due soon 1 working day before.'}
    ${{}}                                                                                                                                                                 | ${'once begun goes on until “stage 1 response sent”.'}
    ${{ stop: ['stage1RespondedAt', 'withdrawnAt'] }}                                                                                                                     | ${'until “stage 1 response sent” or “complaint withdrawn”, whichever is first.'}
    ${{ stop: ['stage1RespondedAt', 'withdrawnAt'], stopAt: 'last' }}                                                                                                     | ${'until “stage 1 response sent” and “complaint withdrawn” are both known.'}
    ${{ within: [{ when: 'isComplex', workingDays: 20 }, { workingDays: 10 }] }}                                                                                          | ${'Respond within 20 working days if “the complaint is complex”, counted from “start of stage 1”, due soon 1 working day before. Otherwise within 10 working days.'}
    ${{ within: { by: 'stage1ExtendedTo' } }}                                                                                                                             | ${'Respond by the end of “stage 1 extended to”, counted'}
    ${{ within: { workingDays: 10, acrossClosure: { workingDays: 15 } } }}                                                                                                | ${'within 10 working days (15 working days where a closure of the office falls into it), counted'}
    ${{ repeat: { done: 'stage1UpdateSentAt' } }}                                                                                                                         | ${'Each time it is done (“update on progress sent”) the time begins anew.'}
    ${{ repeat: { done: 'stage1UpdateSentAt', counted: 'fromStart' } }}                                                                                                   | ${'the next of a fixed row of dates is due.'}
    ${{ pauses: [{ from: 'newEvidenceAt', to: 'withdrawnAt' }] }}                                                                                                         | ${'It stands still from “new evidence received” to “complaint withdrawn”.'}
    ${{ pauses: [{ while: 'complexity', is: ['complex'] }, { while: 'aboutStaff' }] }}                                                                                    | ${'It stands still while “complexity” is ‘complex’. It stands still while “about a member of staff”.'}
    ${{ pauses: [{ while: 'stage', is: ['early'] }] }}                                                                                                                    | ${'It stands still while the ticket is in Early resolution.'}
    ${{}}                                                                                                                                                                 | ${'It can be extended (`complex-update`) if “the complaint is complex”, by “update on progress sent” while the time is not yet up: the due date is then “stage 1 extended to”, at most 10 working days later, and as late as that where no date is given.'}
    ${{ extensions: [{ name: 'a', notice: 'stage1UpdateSentAt', total: { months: 2 }, needs: ['aboutStaff'], times: { fact: 'stage2RespondWorkingDays', atMost: 1 } }] }} | ${'It can be extended (`a`) only with “about a member of staff”, no more than once (“working days to the stage 2 response”), by “update on progress sent” while the time is not yet up: the due date is then 2 months after the start.'}
    ${{ extensions: [{ name: 'a', notice: 'stage1UpdateSentAt', until: 'stage1ExtendedTo', atMost: 'open' }] }}                                                           | ${'while the time is not yet up: the due date is then “stage 1 extended to”.'}
    ${{}}                                                                                                                                                                 | ${'It ends without an answer if “the complaint was withdrawn” or “closed with a response owed”.'}
    ${{ counting: 'inclusive', cutOff: '17:00' }}                                                                                                                         | ${'The day of the start counts as the first day. What starts at 17:00 or later is taken as started on the next working day.'}
    ${{ lapses: true }}                                                                                                                                                   | ${'When its time is up it lapses: it is never overdue.'}
    ${{ due: false, result: 'stage1RespondResult' }}                                                                                                                      | ${'The ticket shows how it was met in “stage 1 response” and the working days'}
  `('with $params says: $words', ({ params, words }) => {
    expect(clockWith(params)).toContain(words)
  })
})

describe('a rule', () => {
  it.each`
    rule                        | words
    ${'review-new-evidence'}    | ${'When “a review was requested after the response and not yet acted on” and “new evidence warrants a review” is ‘yes’, the ticket moves to Stage 2 on the ground ‘new evidence’, because a review was requested and there is new evidence that warrants it.'}
    ${'stage1-owner-grave'}     | ${'the owner is the head of service (in person, not a deputy), else the director of the service (in person, not a deputy). Whoever that is becomes “stage 1 investigator”.'}
    ${'stage2-second-reviewer'} | ${'It is never the person in “stage 1 investigator”, the owner or the person in “the member of staff complained about”. With nobody left the place stays empty.'}
    ${'record-stage1-start'}    | ${'Redress fills in “stage 1 started” with “start of stage 1”, and leaves what a person filled in.'}
    ${'show-status'}            | ${'In every stage, Redress keeps “status of the time limits” the same as the worst of the open time limits.'}
    ${'settle-ground'}          | ${'a task goes to the customer services team, due 1 working day after “review requested”:'}
    ${'closing-note'}           | ${'Once for each value of “start of stage 2”.'}
  `('$rule says: $words', ({ rule: name, words }) => {
    const rule = bournville.rules.find((one) => one.name === name)
    expect(rule && ruleInWords(bournville, rule).join(' ')).toContain(words)
  })
})

describe('a derived fact', () => {
  it.each`
    fact                    | words
    ${'aspectsUnaddressed'} | ${'what “aspects raised” has and “aspects addressed” has not'}
    ${'enteredStageAt'}     | ${'when the ticket came to its stage'}
    ${'formalAskedAt'}      | ${'the first that is known of “when a formal complaint was asked for” or “when the box for a formal complaint was ticked” (only if “a formal complaint was asked for”)'}
    ${'stage1Responded'}    | ${'“stage 1 response sent” is not in the future, nor before “start of stage 1”'}
    ${'earlyTimeUpAt'}      | ${'2 working days from “received, else created”'}
    ${'requestIsRunning'}   | ${'“review requested” and the start of the time limit “Approve and send the report within twenty working days” are the same'}
    ${'directorConflicted'} | ${'the director of the service is the person in “stage 1 investigator” or the person in “the member of staff complained about”'}
  `('$fact is $words', ({ fact, words }) => {
    const derive = bournville.facts.get(fact)?.derive
    expect(derive && derivationInWords(bournville, derive)).toBe(words)
  })
})

it('says of each property who fills it in', () => {
  const who = new Map(propertiesOf(bournville).map(({ fact, filledInBy }) => [fact, filledInBy]))
  expect(who.get('stage1RespondedAt')).toBe('people')
  expect(who.get('respondDue')).toBe('Redress')
  expect(who.get('decision')).toBe('Redress')
  expect(who.get('stage1StartedAt')).toBe('Redress, else people')
  expect(who.get('stage1Investigator')).toBe('Redress, else people')
})
