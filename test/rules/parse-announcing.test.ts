import { describe, expect, it } from 'vitest'
import { bournvilleFiles, parsed } from './bournville.ts'

/** Bournville's policy with these keys of `policy.json`, or what is wrong with it. */
function withKeys(keys: object) {
  const files = bournvilleFiles()
  Object.assign(files['policy.json'] ?? {}, keys)
  const policy = parsed(files)
  return policy.ok ? policy.value : policy.error.map(({ pointer, message }) => `${pointer} ${message}`)
}

describe('what a policy says of notices as a whole', () => {
  it('may be nothing', () => {
    expect(withKeys({})).toMatchObject({ enforceFrom: undefined, taskLimit: undefined })
  })

  it('is from when breaches are announced, and how many tasks an hour', () => {
    const taskLimit = { anHour: 50, digestFor: 'customerServices' }
    expect(withKeys({ enforceFrom: '2026-12-01', taskLimit })).toMatchObject({
      enforceFrom: '2026-12-01',
      taskLimit,
    })
  })

  it.each`
    keys                                                                    | finding
    ${{ enforceFrom: '2026-02-30' }}                                        | ${'/enforceFrom `enforceFrom` must be a date such as 2026-11-23'}
    ${{ enforceFrom: 5 }}                                                   | ${'/enforceFrom `enforceFrom` must be a text that is not empty'}
    ${{ taskLimit: 50 }}                                                    | ${'/taskLimit this must be an object'}
    ${{ taskLimit: { anHour: 0, digestFor: 'customerServices' } }}          | ${'/taskLimit/anHour `anHour` must be a whole number above 0'}
    ${{ taskLimit: { anHour: 2.5, digestFor: 'customerServices' } }}        | ${'/taskLimit/anHour `anHour` must be a whole number above 0'}
    ${{ taskLimit: { anHour: 5, digestFor: 'customerService' } }}           | ${'/taskLimit/digestFor unknown role `customerService`, did you mean `customerServices`?'}
    ${{ taskLimit: { anHour: 5, digestFor: 'teamLeader' } }}                | ${'/taskLimit/digestFor the role `teamLeader` must have an owner for any area, `*`'}
    ${{ taskLimit: { aDay: 5, anHour: 5, digestFor: 'customerServices' } }} | ${'/taskLimit/aDay unknown key `aDay`'}
  `('is refused where it can not be meant: $finding', ({ keys, finding }) => {
    expect(withKeys(keys)).toEqual(expect.arrayContaining([expect.stringContaining(finding)]))
  })
})
