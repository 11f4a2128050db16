import { describe, expect, it } from 'vitest'
import { sameValue, toCrmText, typeValue, type FactType } from '../../src/rules/fact.ts'
import { holds } from '../../src/rules/operator.ts'

const options = ['partly', 'not', 'fully']

describe('typeValue', () => {
  it.each`
    why                                   | type         | raw                            | text
    ${'an empty text is unknown'}         | ${'text'}    | ${'  '}                        | ${''}
    ${'an empty checkbox is false'}       | ${'boolean'} | ${''}                          | ${'false'}
    ${'HubSpot writes booleans as words'} | ${'boolean'} | ${'true'}                      | ${'true'}
    ${'an instant in milliseconds'}       | ${'instant'} | ${'1787843150000'}             | ${'2026-08-27T15:05:50Z'}
    ${'an instant in ISO'}                | ${'instant'} | ${'2026-08-27T16:05:50+01:00'} | ${'2026-08-27T15:05:50Z'}
    ${'a date'}                           | ${'date'}    | ${'2026-12-07'}                | ${'2026-12-07'}
    ${'a date as midnight UTC'}           | ${'date'}    | ${'1796601600000'}             | ${'2026-12-07'}
    ${'an option'}                        | ${'option'}  | ${'partly'}                    | ${'partly'}
    ${'a set, in any order'}              | ${'set'}     | ${'partly;fully'}              | ${'fully;partly'}
    ${'a set with a leading separator'}   | ${'set'}     | ${';not'}                      | ${'not'}
    ${'an e-mail in capitals'}            | ${'person'}  | ${'Ada@Example.org'}           | ${'ada@example.org'}
    ${'a number'}                         | ${'number'}  | ${'3'}                         | ${'3'}
  `('$why: $raw is $text', ({ type, raw, text }: { type: FactType; raw: string; text: string }) => {
    const typed = typeValue(type, options, raw)
    expect(typed.ok && toCrmText(typed.value)).toBe(text)
  })

  it.each`
    why                              | type         | raw
    ${'an option that there is not'} | ${'option'}  | ${'mostly'}
    ${'a set with a stranger'}       | ${'set'}     | ${'partly;mostly'}
    ${'words for an instant'}        | ${'instant'} | ${'next Tuesday'}
    ${'a day that there is not'}     | ${'date'}    | ${'2026-02-30'}
    ${'words for a number'}          | ${'number'}  | ${'three'}
    ${'words for a boolean'}         | ${'boolean'} | ${'perhaps'}
  `('$why is refused: $raw', ({ type, raw }: { type: FactType; raw: string }) => {
    expect(typeValue(type, options, raw).ok).toBe(false)
  })

  it('takes sets as the same in any order', () => {
    expect(sameValue(['a', 'b'], ['b', 'a'])).toBe(true)
    expect(sameValue(['a'], ['b', 'a'])).toBe(false)
  })
})

describe('an unknown fact', () => {
  it.each(['equal', 'notEqual', 'lessThan', 'notIn', 'doesNotContain', 'present'] as const)(
    'does not satisfy `%s`, however negative',
    (operator) => {
      expect(holds(operator, null, operator === 'notIn' ? ['x'] : 'x')).toBe(false)
    },
  )
  it('is absent, and so is an empty set', () => {
    expect(holds('absent', null, true)).toBe(true)
    expect(holds('absent', [], true)).toBe(true)
    expect(holds('present', [], true)).toBe(false)
    expect(holds('empty', [], true)).toBe(true)
  })
})
