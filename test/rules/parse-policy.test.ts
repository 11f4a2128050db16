import { describe, expect, it } from 'vitest'
import { bournville, bournvilleFiles, parsed } from './bournville.ts'

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
  const condition = '/rules/0/conditions/all/0'
  it.each`
    why                                        | file                 | pointer                                           | value                                                                                    | says
    ${'an unknown fact'}                       | ${'stages.json'}     | ${`${condition}/fact`}                            | ${'withdrown'}                                                                           | ${'did you mean `withdrawn`'}
    ${'an unknown operator'}                   | ${'stages.json'}     | ${`${condition}/operator`}                        | ${'equals'}                                                                              | ${'did you mean `equal`'}
    ${'an operator that does not fit'}         | ${'stages.json'}     | ${`${condition}/operator`}                        | ${'notEmpty'}                                                                            | ${'does not fit'}
    ${'a value that does not fit'}             | ${'stages.json'}     | ${`${condition}/value`}                           | ${'true'}                                                                                | ${'does not fit `withdrawn`'}
    ${'a path, which could run code'}          | ${'stages.json'}     | ${`${condition}/path`}                            | ${'$..[?(@.constructor)]'}                                                               | ${'unknown key `path`'}
    ${'an empty all, which always holds'}      | ${'stages.json'}     | ${'/rules/0/conditions/all'}                      | ${[]}                                                                                    | ${'at least one condition'}
    ${'any beside all, which disables it'}     | ${'stages.json'}     | ${'/rules/0/conditions/any'}                      | ${[]}                                                                                    | ${'exactly one of'}
    ${'a key that changes every object'}       | ${'stages.json'}     | ${'/rules/0/conditions/__proto__'}                | ${{ any: [] }}                                                                           | ${'not allowed'}
    ${'an event that rejects the run'}         | ${'stages.json'}     | ${'/rules/0/event/type'}                          | ${'error'}                                                                               | ${'does not belong here'}
    ${'an event that re-enters handlers'}      | ${'stages.json'}     | ${'/rules/0/event/type'}                          | ${'success'}                                                                             | ${'does not belong here'}
    ${'an event of another file'}              | ${'stages.json'}     | ${'/rules/0/event/type'}                          | ${'task'}                                                                                | ${'does not belong here'}
    ${'a stage that there is not'}             | ${'stages.json'}     | ${'/rules/0/event/params/to'}                     | ${'close'}                                                                               | ${'did you mean `closed`'}
    ${'a ground that there is not'}            | ${'stages.json'}     | ${'/rules/7/event/params/ground'}                 | ${'unadressed_aspects'}                                                                  | ${'did you mean `unaddressed_aspects`'}
    ${'a rule without a source'}               | ${'stages.json'}     | ${'/rules/0/source'}                              | ${undefined}                                                                             | ${'/rules/0/source: `source` is missing'}
    ${'a name that is taken'}                  | ${'stages.json'}     | ${'/rules/1/name'}                                | ${'withdrawn'}                                                                           | ${'is taken'}
    ${'a role that there is not'}              | ${'owners.json'}     | ${'/rules/0/event/params/to/0/role'}              | ${'customerService'}                                                                     | ${'did you mean `customerServices`'}
    ${'a clock that nothing stops'}            | ${'clocks.json'}     | ${'/rules/0/event/params/stop'}                   | ${[]}                                                                                    | ${'needs a `stop`'}
    ${'no time at all'}                        | ${'clocks.json'}     | ${'/rules/0/event/params/within'}                 | ${{ workingDays: 0 }}                                                                    | ${'more than nothing'}
    ${'two units at once'}                     | ${'clocks.json'}     | ${'/rules/0/event/params/within'}                 | ${{ workingDays: 3, weeks: 1 }}                                                          | ${'one unit'}
    ${'a warning longer than the time'}        | ${'clocks.json'}     | ${'/rules/0/event/params/warn'}                   | ${{ workingDays: 4 }}                                                                    | ${'longer than the time'}
    ${'a due date nobody can see'}             | ${'clocks.json'}     | ${'/rules/0/event/params/due'}                    | ${'stage1Start'}                                                                         | ${'no CRM property'}
    ${'a result without its options'}          | ${'clocks.json'}     | ${'/rules/0/event/params/result'}                 | ${'stage1Outcome'}                                                                       | ${'needs the options'}
    ${'a set to no option'}                    | ${'properties.json'} | ${'/rules/3/event/params/to'}                     | ${'on_trak'}                                                                             | ${'did you mean `on_track`'}
    ${'a set from a fact of another kind'}     | ${'properties.json'} | ${'/rules/3/event/params/to/fact'}                | ${'automation'}                                                                          | ${'no option of `slaStatus`'}
    ${'a placeholder that there is not'}       | ${'notices.json'}    | ${'/rules/0/event/params/subject'}                | ${'by {dueOm}'}                                                                          | ${'did you mean `dueOn`'}
    ${'a notice once per nothing'}             | ${'notices.json'}    | ${'/rules/0/event/params/once'}                   | ${{}}                                                                                    | ${'once per what'}
    ${'an unknown calendar'}                   | ${'policy.json'}     | ${'/calendar'}                                    | ${'england'}                                                                             | ${'unknown calendar'}
    ${'a date that there is not'}              | ${'policy.json'}     | ${'/effectiveFrom'}                               | ${'2024-13-45'}                                                                          | ${'must be a date'}
    ${'an absence on no date'}                 | ${'policy.json'}     | ${'/roles/director/away'}                         | ${[{ email: 'a@b', from: '2026-02-30', to: '2026-03-02' }]}                              | ${'must be a date'}
    ${'an owner for no service area'}          | ${'policy.json'}     | ${'/roles/director/owners/repair'}                | ${'a@b.example'}                                                                         | ${'did you mean `repairs`'}
    ${'an owner without an address'}           | ${'policy.json'}     | ${'/roles/director/owners/*'}                     | ${'the director'}                                                                        | ${'an e-mail address'}
    ${'a fact that is derived from itself'}    | ${'policy.json'}     | ${'/facts/withdrawn/derive'}                      | ${{ when: { fact: 'withdrawn', operator: 'equal', value: true } }}                       | ${'derived from itself'}
    ${'two facts with one property'}           | ${'policy.json'}     | ${'/facts/tenure/property'}                       | ${'complaint_channel'}                                                                   | ${'already has the property'}
    ${'members that are no options'}           | ${'policy.json'}     | ${'/facts/groundsMet/derive/members/new_evidnce'} | ${'evidenceWarrants'}                                                                    | ${'did you mean `new_evidence`'}
    ${'two stages with one label'}             | ${'policy.json'}     | ${'/stages/stage2/label'}                         | ${'Stage 1'}                                                                             | ${'two stages'}
    ${'a clock whose due date nothing writes'} | ${'clocks.json'}     | ${'/rules/0/event/params/due'}                    | ${undefined}                                                                             | ${'nothing writes the due date of this clock'}
    ${'a due date of the clock before'}        | ${'clocks.json'}     | ${'/rules/1/event/params/due'}                    | ${'acknowledgeDue'}                                                                      | ${'`stage1-acknowledge` runs under the same conditions and writes `acknowledgeDue` too'}
    ${'two extensions with one name'}          | ${'clocks.json'}     | ${'/rules/1/event/params/extensions/1/name'}      | ${'complex-update'}                                                                      | ${'two extensions with the name `complex-update`'}
    ${'a move to where the ticket stands'}     | ${'stages.json'}     | ${'/rules/1/event/params/to'}                     | ${'early'}                                                                               | ${'already stands there'}
    ${'two facts with one label'}              | ${'policy.json'}     | ${'/facts/tenure/label'}                          | ${'how it was received'}                                                                 | ${'`channel` already has the label'}
    ${'an option that stands twice'}           | ${'policy.json'}     | ${'/facts/automation/options'}                    | ${['on', 'paused', 'on']}                                                                | ${'the option `on` stands twice'}
    ${'two roles with one title'}              | ${'policy.json'}     | ${'/roles/director/title'}                        | ${'team leader'}                                                                         | ${'`teamLeader` already has the title'}
    ${'an absence of somebody else'}           | ${'policy.json'}     | ${'/roles/director/away'}                         | ${[{ email: 'ruth.directr@bournville.example', from: '2026-03-01', to: '2026-03-02' }]}  | ${'no place in this role, did you mean `ruth.director@bournville.example`'}
    ${'an absence that ends early'}            | ${'policy.json'}     | ${'/roles/director/away'}                         | ${[{ email: 'ruth.director@bournville.example', from: '2026-03-03', to: '2026-03-02' }]} | ${'ends before it begins: 2026-03-03 to 2026-03-02'}
    ${'an owner who is not in the directory'}  | ${'policy.json'}     | ${'/roles/director/owners/*'}                     | ${'ian.directr@bournville.example'}                                                      | ${'/roles/director/owners/*: `ian.directr@bournville.example` is not in the directory, did you mean `ian.director@bournville.example`'}
    ${'two people with one name'}              | ${'policy.json'}     | ${'/directory/leo.repairs@bournville.example'}    | ${{ name: 'Ada Okonkwo' }}                                                               | ${'already has the name `Ada Okonkwo`'}
    ${'access of no kind'}                     | ${'policy.json'}     | ${'/directory/leo.repairs@bournville.example'}    | ${{ name: 'Leo', access: 'edit' }}                                                       | ${'did you mean `editor`'}
    ${'one address twice'}                     | ${'policy.json'}     | ${'/directory/LEO.repairs@bournville.example'}    | ${{ name: 'Leo M.' }}                                                                    | ${'stands twice'}
    ${'messages out of order'}                 | ${'policy.json'}     | ${'/messages/ombudsman/1'}                        | ${{ from: '2024-03-31', text: 'elsewhere' }}                                             | ${'2024-03-31 is not after 2024-04-01'}
    ${'a paragraph that people see to twice'}  | ${'policy.json'}     | ${'/doneByPeople/1/source'}                       | ${{ section: 'The standard you can expect from us', paragraph: 'a' }}                    | ${'stands here twice'}
    ${'people who see to it for no reason'}    | ${'policy.json'}     | ${'/doneByPeople/0/because'}                      | ${undefined}                                                                             | ${'`because` is missing'}
    ${'a setting that there is not'}           | ${'policy.json'}     | ${'/role'}                                        | ${{}}                                                                                    | ${'did you mean `roles`'}
  `(
    '$why',
    ({ file, pointer, value, says }: { file: string; pointer: string; value: unknown; says: string }) => {
      expect(findingsOf(file, pointer, value).join('\n')).toContain(says)
    },
  )
})

it('lets a clock say that its due date is shown nowhere', () => {
  expect(findingsOf('clocks.json', '/rules/0/event/params/due', false)).toEqual([])
})

it('takes a file of rules as a list, too', () => {
  const files = bournvilleFiles()
  const lists = Object.entries(files).map(([file, value]) => {
    const { rules } = value as { rules?: unknown }
    return [file, rules ?? value] as const
  })
  const policy = parsed(Object.fromEntries(lists))
  expect(policy.ok && policy.value.rules.map(({ name }) => name)).toEqual(
    bournville.rules.map(({ name }) => name),
  )
  expect(findingsOf('stages.json', '/rule', [])).toEqual(['/rule: unknown key `rule`, did you mean `rules`?'])
})

it('reads the directory, and does without one', () => {
  expect(bournville.directory?.get('grace.customer@bournville.example')).toEqual({
    name: 'Grace Adeyemi',
    access: 'editor',
  })
  expect(bournville.directory?.get('leo.repairs@bournville.example')?.access).toBeUndefined()
  expect(findingsOf('policy.json', '/directory', undefined)).toEqual([])
})

it('gives all findings at once', () => {
  const files = bournvilleFiles()
  const stages = (files['stages.json'] as { rules: { event: { params: Json } }[] }).rules
  for (const rule of stages) rule.event.params['to'] = 'nowhere'
  const policy = parsed(files)
  expect(policy.ok ? 0 : policy.error.length).toBe(stages.length)
})

it('refuses conditions that nest too deep, and too many of them', () => {
  const nested = (depth: number): unknown =>
    depth === 0 ? { fact: 'withdrawn', operator: 'equal', value: true } : { all: [nested(depth - 1)] }
  expect(findingsOf('stages.json', '/rules/0/conditions', nested(12)).join()).toContain('nest deeper')
  expect(findingsOf('stages.json', '/rules/0/conditions', nested(3000)).join()).toContain('nests deeper')
  const many = { all: Array.from({ length: 500 }, () => nested(0)) }
  expect(findingsOf('stages.json', '/rules/0/conditions', many).join()).toContain('more than 200 conditions')
})
