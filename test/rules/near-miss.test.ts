import { describe, expect, it } from 'vitest'
import { supposed } from '../../src/rules/english/supposition.ts'
import { parseCondition, type Leaf } from '../../src/rules/condition.ts'
import type { FactDefinition, Policy } from '../../src/rules/policy.ts'
import type { FactType } from '../../src/rules/fact.ts'
import { bournville, look, ticketIn } from './bournville.ts'

const now = '2026-12-01T09:00:00Z'

async function nearMiss(rule: string, stage: string, properties: Readonly<Record<string, string>> = {}) {
  const { reasons } = await look(ticketIn(stage, properties), now)
  return reasons.find((reason) => reason.rule === rule)?.nearMiss
}

describe('a near miss', () => {
  it.each`
    rule                            | stage                 | properties                                                                                      | said
    ${'withdrawn'}                  | ${'Stage 1'}          | ${{}}                                                                                           | ${'would move to Closed if the complaint were withdrawn'}
    ${'early-formal'}               | ${'Early resolution'} | ${{}}                                                                                           | ${'would move to Stage 1 if a formal complaint were asked for, by box or by date'}
    ${'early-about-staff'}          | ${'Early resolution'} | ${{}}                                                                                           | ${'would move to Stage 1 if it were about a member of staff'}
    ${'early-complex'}              | ${'Early resolution'} | ${{ complaint_complexity: 'standard' }}                                                         | ${'would move to Stage 1 if “complexity” were ‘complex’'}
    ${'review-unaddressed-aspects'} | ${'Stage 1 answered'} | ${{ complaint_aspects_raised: 'delay' }}                                                        | ${'would move to Stage 2 if a review were requested after the response and not yet acted on'}
    ${'review-unaddressed-aspects'} | ${'Stage 1 answered'} | ${{ complaint_review_requested_at: '2026-11-30T09:00:00Z' }}                                    | ${'would move to Stage 2 if “aspects not addressed” had at least one'}
    ${'review-not-justified'}       | ${'Stage 1 answered'} | ${{ complaint_review_requested_at: '2026-11-30T09:00:00Z', complaint_wrong_rectified: 'not' }}  | ${'would move to Stage 2 if “the resident finds the response justified” were ‘partly’ or ‘not’'}
    ${'review-unaddressed-aspects'} | ${'Stage 2'}          | ${{ complaint_review_requested_at: '2026-12-24T09:00:00Z', complaint_aspects_raised: 'delay' }} | ${undefined}
    ${'stage1-owner-grave'}         | ${'Stage 1'}          | ${{}}                                                                                           | ${'would hold if it were about staff or complex'}
  `('of $rule in $stage: $said', async ({ rule, stage, properties, said }) => {
    expect(await nearMiss(rule, stage, properties)).toBe(said)
  })

  it('names what is lacking inside a derived fact, where that is one thing', async () => {
    const requested = {
      complaint_aspects_raised: 'delay',
      complaint_stage1_responded_at: '2026-11-25T09:00:00Z',
      complaint_review_requested_at: '2026-12-24T09:00:00Z',
    }
    expect(await nearMiss('review-unaddressed-aspects', 'Stage 1 answered', requested)).toBe(
      'would move to Stage 2 if the date of the review request had come',
    )
  })

  it('is none where the rule would move the ticket to where it is, nor where the rule holds', async () => {
    expect(await nearMiss('withdrawn', 'Closed', { complaint_withdrawn_at: '2026-11-24T09:00:00Z' })).toBe(
      undefined,
    )
    expect(await nearMiss('early-owner', 'Early resolution')).toBe(undefined)
  })

  it('asks for no history and for no further look', async () => {
    const ticket = { ...ticketIn('Stage 1 answered', { complaint_aspects_raised: 'delay' }), history: {} }
    const before = await look(ticket, now)
    expect(before.needs).toEqual([])
    expect(before.nextLookAt).toBe(undefined)
  })
})

describe('what is supposed', () => {
  /** A leaf over one fact of a type, with a policy that knows only that. */
  function said(type: FactType, operator: string, value: unknown, wanted = true, label = 'the thing') {
    const shape = { type, options: ['one_day', 'two_days'] }
    const definition: FactDefinition = {
      name: 'a',
      label,
      property: 'a',
      derive: undefined,
      mode: 'full',
      ...shape,
    }
    const policy: Policy = {
      ...bournville,
      facts: new Map([['a', definition]]),
      scope: new Map([['a', shape]]),
    }
    const report = (_: string, message: string): undefined => {
      throw new Error(message)
    }
    const leaf = parseCondition({ fact: 'a', operator, value }, '', policy.scope, report)
    if (leaf?.kind !== 'leaf') throw new Error('this is no leaf')
    return supposed(policy, leaf satisfies Leaf, wanted)
  }

  it.each`
    type         | operator                  | value                      | words
    ${'option'}  | ${'equal'}                | ${'one_day'}               | ${'“the thing” were ‘one day’'}
    ${'option'}  | ${'notEqual'}             | ${'one_day'}               | ${'“the thing” were known to be other than ‘one day’'}
    ${'option'}  | ${'in'}                   | ${['one_day', 'two_days']} | ${'“the thing” were ‘one day’ or ‘two days’'}
    ${'option'}  | ${'notIn'}                | ${['one_day', 'two_days']} | ${'“the thing” were known to be other than ‘one day’ or ‘two days’'}
    ${'number'}  | ${'lessThan'}             | ${5}                       | ${'“the thing” were less than 5'}
    ${'number'}  | ${'greaterThanInclusive'} | ${5}                       | ${'“the thing” were at least 5'}
    ${'date'}    | ${'lessThan'}             | ${'2026-11-23'}            | ${'“the thing” were before ‘2026-11-23’'}
    ${'date'}    | ${'lessThanInclusive'}    | ${'2026-11-23'}            | ${'“the thing” were not after ‘2026-11-23’'}
    ${'instant'} | ${'greaterThan'}          | ${'2026-11-23'}            | ${'“the thing” were after ‘2026-11-23’'}
    ${'set'}     | ${'equal'}                | ${['one_day', 'two_days']} | ${'“the thing” were ‘one day’ and ‘two days’'}
    ${'set'}     | ${'equal'}                | ${[]}                      | ${'“the thing” were empty'}
    ${'set'}     | ${'contains'}             | ${'one_day'}               | ${'“the thing” had ‘one day’'}
    ${'set'}     | ${'doesNotContain'}       | ${'one_day'}               | ${'“the thing” did not have ‘one day’'}
    ${'set'}     | ${'containsAny'}          | ${['one_day', 'two_days']} | ${'“the thing” had ‘one day’ or ‘two days’'}
    ${'set'}     | ${'empty'}                | ${true}                    | ${'“the thing” were empty'}
    ${'text'}    | ${'startsWith'}           | ${'Re:'}                   | ${'“the thing” began with ‘Re:’'}
    ${'person'}  | ${'absent'}               | ${true}                    | ${'“the thing” were not known'}
    ${'instant'} | ${'present'}              | ${true}                    | ${'“the thing” were known'}
  `('of a fact of type $type, $operator $value: $words', ({ type, operator, value, words }) => {
    expect(said(type, operator, value)).toBe(words)
  })

  it.each`
    label                                  | value    | words
    ${'the complaint was withdrawn'}       | ${true}  | ${'the complaint were withdrawn'}
    ${'the time for it is over'}           | ${true}  | ${'the time for it were over'}
    ${'the date has come'}                 | ${true}  | ${'the date had come'}
    ${'the letter that was sent is valid'} | ${true}  | ${'the letter that was sent were valid'}
    ${'about a member of staff'}           | ${true}  | ${'it were about a member of staff'}
    ${'early resolution failed'}           | ${true}  | ${'this were so: early resolution failed'}
    ${'the complaint was withdrawn'}       | ${false} | ${'it were not so that the complaint was withdrawn'}
    ${'about a member of staff'}           | ${false} | ${'it were not so that it is about a member of staff'}
    ${'early resolution failed'}           | ${false} | ${'this were not so: early resolution failed'}
  `('of “$label” being $value: $words', ({ label, value, words }) => {
    expect(said('boolean', 'equal', value, true, label)).toBe(words)
    expect(said('boolean', 'equal', !value, false, label)).toBe(words)
    expect(said('boolean', 'notEqual', !value, true, label)).toBe(words)
  })

  it('of a leaf that must not hold is said so', () => {
    expect(said('option', 'equal', 'one_day', false)).toBe('it were not so that “the thing” is ‘one day’')
  })
})
