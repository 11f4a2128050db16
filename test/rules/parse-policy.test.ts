import { describe, expect, it } from 'vitest'
import { bournvilleFiles, parsed } from './bournville.ts'

type Json = Record<string, unknown>

/** The shipped policy with one value at a JSON pointer changed; what the parser finds. */
function findingsOf(file: string, pointer: string, value: unknown): readonly string[] {
  const files = bournvilleFiles()
  const path = pointer.split('/').slice(1)
  const last = path.pop() ?? ''
  let place = files[file] as Json
  for (const step of path) place = place[step] as Json
  if (value === undefined) delete place[last]
  else Object.defineProperty(place, last, { value, enumerable: true, configurable: true, writable: true })
  const policy = parsed(files)
  return policy.ok ? [] : policy.error.map((finding) => `${finding.pointer}: ${finding.message}`)
}

it('takes the shipped policy', () => {
  expect(parsed(bournvilleFiles()).ok).toBe(true)
})

describe('a mistake is found where it stands', () => {
  const condition = '/0/conditions/all/0'
  it.each`
    why                                     | file                 | pointer                                           | value                                                              | says
    ${'an unknown fact'}                    | ${'stages.json'}     | ${`${condition}/fact`}                            | ${'withdrown'}                                                     | ${'did you mean `withdrawn`'}
    ${'an unknown operator'}                | ${'stages.json'}     | ${`${condition}/operator`}                        | ${'equals'}                                                        | ${'did you mean `equal`'}
    ${'an operator that does not fit'}      | ${'stages.json'}     | ${`${condition}/operator`}                        | ${'notEmpty'}                                                      | ${'does not fit'}
    ${'a value that does not fit'}          | ${'stages.json'}     | ${`${condition}/value`}                           | ${'true'}                                                          | ${'does not fit `withdrawn`'}
    ${'a path, which could run code'}       | ${'stages.json'}     | ${`${condition}/path`}                            | ${'$..[?(@.constructor)]'}                                         | ${'unknown key `path`'}
    ${'an empty all, which always holds'}   | ${'stages.json'}     | ${'/0/conditions/all'}                            | ${[]}                                                              | ${'at least one condition'}
    ${'any beside all, which disables it'}  | ${'stages.json'}     | ${'/0/conditions/any'}                            | ${[]}                                                              | ${'exactly one of'}
    ${'a key that changes every object'}    | ${'stages.json'}     | ${'/0/conditions/__proto__'}                      | ${{ any: [] }}                                                     | ${'not allowed'}
    ${'an event that rejects the run'}      | ${'stages.json'}     | ${'/0/event/type'}                                | ${'error'}                                                         | ${'does not belong here'}
    ${'an event that re-enters handlers'}   | ${'stages.json'}     | ${'/0/event/type'}                                | ${'success'}                                                       | ${'does not belong here'}
    ${'an event of another file'}           | ${'stages.json'}     | ${'/0/event/type'}                                | ${'task'}                                                          | ${'does not belong here'}
    ${'a stage that there is not'}          | ${'stages.json'}     | ${'/0/event/params/to'}                           | ${'close'}                                                         | ${'did you mean `closed`'}
    ${'a ground that there is not'}         | ${'stages.json'}     | ${'/7/event/params/ground'}                       | ${'unadressed_aspects'}                                            | ${'did you mean `unaddressed_aspects`'}
    ${'a rule without a source'}            | ${'stages.json'}     | ${'/0/source'}                                    | ${undefined}                                                       | ${'must be an object'}
    ${'a name that is taken'}               | ${'stages.json'}     | ${'/1/name'}                                      | ${'withdrawn'}                                                     | ${'is taken'}
    ${'a role that there is not'}           | ${'owners.json'}     | ${'/0/event/params/to/0/role'}                    | ${'customerService'}                                               | ${'did you mean `customerServices`'}
    ${'a clock that nothing stops'}         | ${'clocks.json'}     | ${'/0/event/params/stop'}                         | ${[]}                                                              | ${'needs a `stop`'}
    ${'no time at all'}                     | ${'clocks.json'}     | ${'/0/event/params/within'}                       | ${{ workingDays: 0 }}                                              | ${'more than nothing'}
    ${'two units at once'}                  | ${'clocks.json'}     | ${'/0/event/params/within'}                       | ${{ workingDays: 3, weeks: 1 }}                                    | ${'one unit'}
    ${'a warning longer than the time'}     | ${'clocks.json'}     | ${'/0/event/params/warn'}                         | ${{ workingDays: 4 }}                                              | ${'longer than the time'}
    ${'a due date nobody can see'}          | ${'clocks.json'}     | ${'/0/event/params/due'}                          | ${'stage1Start'}                                                   | ${'no CRM property'}
    ${'a result without its options'}       | ${'clocks.json'}     | ${'/0/event/params/result'}                       | ${'stage1Outcome'}                                                 | ${'needs the options'}
    ${'a set to no option'}                 | ${'properties.json'} | ${'/3/event/params/to'}                           | ${'on_trak'}                                                       | ${'did you mean `on_track`'}
    ${'a set from a fact of another kind'}  | ${'properties.json'} | ${'/3/event/params/to/fact'}                      | ${'automation'}                                                    | ${'no option of `slaStatus`'}
    ${'a placeholder that there is not'}    | ${'notices.json'}    | ${'/0/event/params/subject'}                      | ${'by {dueOm}'}                                                    | ${'did you mean `dueOn`'}
    ${'a notice once per nothing'}          | ${'notices.json'}    | ${'/0/event/params/once'}                         | ${{}}                                                              | ${'once per what'}
    ${'an unknown calendar'}                | ${'policy.json'}     | ${'/calendar'}                                    | ${'england'}                                                       | ${'unknown calendar'}
    ${'a date that there is not'}           | ${'policy.json'}     | ${'/effectiveFrom'}                               | ${'2024-13-45'}                                                    | ${'must be a date'}
    ${'an absence on no date'}              | ${'policy.json'}     | ${'/roles/director/away'}                         | ${[{ email: 'a@b', from: '2026-02-30', to: '2026-03-02' }]}        | ${'must be a date'}
    ${'an owner for no service area'}       | ${'policy.json'}     | ${'/roles/director/owners/repair'}                | ${'a@b.example'}                                                   | ${'did you mean `repairs`'}
    ${'an owner without an address'}        | ${'policy.json'}     | ${'/roles/director/owners/*'}                     | ${'the director'}                                                  | ${'an e-mail address'}
    ${'a fact that is derived from itself'} | ${'policy.json'}     | ${'/facts/withdrawn/derive'}                      | ${{ when: { fact: 'withdrawn', operator: 'equal', value: true } }} | ${'derived from itself'}
    ${'two facts with one property'}        | ${'policy.json'}     | ${'/facts/tenure/property'}                       | ${'complaint_channel'}                                             | ${'already has the property'}
    ${'members that are no options'}        | ${'policy.json'}     | ${'/facts/groundsMet/derive/members/new_evidnce'} | ${'evidenceWarrants'}                                              | ${'did you mean `new_evidence`'}
    ${'two stages with one label'}          | ${'policy.json'}     | ${'/stages/stage2/label'}                         | ${'Stage 1'}                                                       | ${'two stages'}
    ${'a setting that there is not'}        | ${'policy.json'}     | ${'/role'}                                        | ${{}}                                                              | ${'did you mean `roles`'}
  `(
    '$why',
    ({ file, pointer, value, says }: { file: string; pointer: string; value: unknown; says: string }) => {
      expect(findingsOf(file, pointer, value).join('\n')).toContain(says)
    },
  )
})

it('gives all findings at once', () => {
  const files = bournvilleFiles()
  const stages = files['stages.json'] as { event: { params: Json } }[]
  for (const rule of stages) rule.event.params['to'] = 'nowhere'
  const policy = parsed(files)
  expect(policy.ok ? 0 : policy.error.length).toBe(stages.length)
})

it('refuses conditions that nest too deep, and too many of them', () => {
  const nested = (depth: number): unknown =>
    depth === 0 ? { fact: 'withdrawn', operator: 'equal', value: true } : { all: [nested(depth - 1)] }
  expect(findingsOf('stages.json', '/0/conditions', nested(12)).join()).toContain('nest deeper')
  expect(findingsOf('stages.json', '/0/conditions', nested(3000)).join()).toContain('nests deeper')
  const many = { all: Array.from({ length: 500 }, () => nested(0)) }
  expect(findingsOf('stages.json', '/0/conditions', many).join()).toContain('more than 200 conditions')
})
