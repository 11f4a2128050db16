import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkPolicies } from '../../bin/check.ts'
import { describeCheck, describeSum } from '../../bin/describe-check.ts'
import { gatherRules } from '../../bin/rules-folder.ts'
import { copyOfRules, edit, placeOf, put, saidOf } from './changed-rules.ts'

const program = fileURLToPath(new URL('../../bin/redress.ts', import.meta.url))
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [program, 'check', ...args], { encoding: 'utf8' })

describe('check', () => {
  it('finds nothing in what is shipped', () => {
    const checked = checkPolicies(undefined, undefined)
    expect(checked.flatMap(({ mistakes }) => mistakes)).toEqual([])
    expect(checked.map(describeCheck).join('\n')).toMatch(
      /bournville: ok \(\d+ rules, \d+ facts, \d+ examples\)/,
    )
  })

  it('says everything at once, each with line and column', () => {
    const rules = copyOfRules()
    const [clocks, stages, policy] = [
      'bournville/clocks.json',
      'bournville/stages.json',
      'bournville/policy.json',
    ] as const
    edit(rules, clocks, '"start": "stage1Start"', '"start": "stage1Starts"')
    edit(rules, stages, '"to": "closed"', '"to": "shut"')
    edit(rules, policy, '"calendar": "england-and-wales"', '"calendar": "england-and-whales"')
    expect(saidOf(rules)).toEqual([
      `${placeOf(rules, policy, '"england-and-whales"')}: unknown calendar \`england-and-whales\`, did you mean \`england-and-wales\`?`,
      `${placeOf(rules, stages, '"shut"')}: unknown stage \`shut\``,
      `${placeOf(rules, 'bournville/clocks.json', '"stage1Starts"')}: unknown fact \`stage1Starts\`, did you mean \`stage1Start\`?`,
    ])
  })

  it('groups what it found by file and line', () => {
    const rules = copyOfRules()
    edit(rules, 'bournville/owners.json', '"role": "teamLeader"', '"role": "teamleader"')
    edit(rules, 'bournville/owners.json', '"role": "customerServices"', '"role": "customerService"')
    edit(rules, 'bournville/clocks.json', '"start": "stage1Start"', '"start": "stage1Starts"')
    const text = checkPolicies('bournville', undefined, rules).map(describeCheck).join('\n')
    expect(text.replaceAll(fileURLToPath(rules), '').split('\n')).toEqual([
      `${placeOf(rules, 'bournville/owners.json', '"customerService"')}: unknown role \`customerService\`, did you mean \`customerServices\`?`,
      `${placeOf(rules, 'bournville/owners.json', '"teamleader"')}: unknown role \`teamleader\`, did you mean \`teamLeader\`?`,
      '',
      `${placeOf(rules, 'bournville/clocks.json', '"stage1Starts"')}: unknown fact \`stage1Starts\`, did you mean \`stage1Start\`?`,
      '',
      'bournville: 3 to put right in 2 files',
    ])
  })

  it('names unknown files, and what they may have been meant to be', () => {
    const rules = copyOfRules()
    put(rules, 'bournville/stage.json', [])
    put(rules, 'bournville/examples/notes.txt', 'not JSON')
    mkdirSync(new URL('bournville/drafts', rules))
    expect(saidOf(rules)).toEqual([
      expect.stringContaining('bournville/drafts/: unknown file'),
      expect.stringMatching(/^bournville\/stage\.json: unknown file: .* did you mean `stages\.json`\?$/),
      'bournville/examples/notes.txt: unknown file: examples are JSON files',
    ])
  })

  it('leaves the schemas for editors alone', () => {
    const rules = copyOfRules()
    for (const folder of ['schema', 'bournville/schema', 'calendars/schema']) {
      mkdirSync(new URL(folder, rules), { recursive: true })
      put(rules, `${folder}/policy.schema.json`, { type: 'object' })
    }
    expect(
      checkPolicies(undefined, undefined, rules).map(({ policy, mistakes }) => [policy, mistakes]),
    ).toEqual([['bournville', []]])
    expect(gatherRules(rules).ok).toBe(true)
  })

  it('checks earlier versions too', () => {
    const rules = copyOfRules()
    mkdirSync(new URL('bournville/past/2021-04-01', rules), { recursive: true })
    put(rules, 'bournville/past/2021-04-01/policy.json', { id: 'bournville' })
    expect(saidOf(rules)[0]).toBe('bournville/past/2021-04-01/policy.json:1:1: `calendar` is missing')
  })

  it('says that a policy or its policy.json is not there', () => {
    const rules = copyOfRules()
    expect(checkPolicies('bournvile', undefined, rules)[0]?.mistakes[0]?.message).toBe(
      'unknown policy `bournvile`, did you mean `bournville`?',
    )
    rmSync(new URL('bournville/policy.json', rules))
    expect(saidOf(rules)).toEqual(['bournville/: there is no `policy.json` here'])
  })

  it('sums up several policies', () => {
    const sound = { policy: 'a', mistakes: [], rules: 1, facts: 1, examples: 0 }
    expect(describeCheck(sound)).toBe('a: ok (1 rule, 1 fact, 0 examples)')
    expect(describeSum([sound])).toEqual([])
    expect(describeSum([sound, sound])).toEqual(['2 policies: all ok'])
    const wrong = { ...sound, mistakes: [{ place: 'b/policy.json:1:1', message: 'wrong' }] }
    expect(describeSum([sound, wrong])).toEqual(['2 policies: 1 with something to put right'])
    expect(describeCheck(wrong)).toBe('b/policy.json:1:1: wrong\n\na: 1 to put right in 1 file')
  })
})

describe('the meaning of a policy', () => {
  it.each`
    why                                           | file             | text                                      | by                                                                                                         | at                                                                                     | says
    ${'an unknown key'}                           | ${'stages.json'} | ${'"priority": 100'}                      | ${'"prioritty": 100'}                                                                                      | ${'"prioritty": ¦100'}                                                                 | ${'unknown key `prioritty`, did you mean `priority`?'}
    ${'an unknown fact'}                          | ${'stages.json'} | ${'"formalAsked"'}                        | ${'"formalAskd"'}                                                                                          | ${'"formalAskd"'}                                                                      | ${'unknown fact `formalAskd`, did you mean `formalAsked`?'}
    ${'an operator that does not fit the type'}   | ${'stages.json'} | ${'"formalAsked", "operator": "equal"'}   | ${'"formalAsked", "operator": "lessThan"'}                                                                 | ${'"lessThan"'}                                                                        | ${'`lessThan` does not fit `formalAsked`, which is of type boolean'}
    ${'an option that does not exist'}            | ${'stages.json'} | ${'"value": "resolved"'}                  | ${'"value": "resolvd"'}                                                                                    | ${'"resolvd"'}                                                                         | ${'the value does not fit `earlyOutcome`: it takes `resolved`, `unresolved`'}
    ${'a stage that does not exist'}              | ${'stages.json'} | ${'"to": "stage1Answered"'}               | ${'"to": "stage1Answerd"'}                                                                                 | ${'"stage1Answerd"'}                                                                   | ${'unknown stage `stage1Answerd`, did you mean `stage1Answered`?'}
    ${'a role that does not exist'}               | ${'owners.json'} | ${'"role": "seniorOfficer"'}              | ${'"role": "seniorOficer"'}                                                                                | ${'"seniorOficer"'}                                                                    | ${'unknown role `seniorOficer`, did you mean `seniorOfficer`?'}
    ${'a property that does not exist'}           | ${'clocks.json'} | ${'"due": "acknowledgeDue"'}              | ${'"due": "acknowledgedDue"'}                                                                              | ${'"acknowledgedDue"'}                                                                 | ${'unknown fact `acknowledgedDue`, did you mean `acknowledgeDue`?'}
    ${'a fact without a property to write'}       | ${'clocks.json'} | ${'"result": "stage1AcknowledgeResult"'}  | ${'"result": "stage1-acknowledgeState"'}                                                                   | ${'"result": ¦"stage1-acknowledgeState"'}                                              | ${'`stage1-acknowledgeState` has no CRM property to write'}
    ${'a rule with no source'}                    | ${'stages.json'} | ${/"source": \{[^}]*\},/}                 | ${''}                                                                                                      | ${'¦{\n    "name": "withdrawn"'}                                                       | ${'`source` is missing'}
    ${'a clock whose due date nothing writes'}    | ${'clocks.json'} | ${'"due": "acknowledgeDue", '}            | ${''}                                                                                                      | ${'"params": ¦{'}                                                                      | ${'nothing writes the due date of this clock'}
    ${'two clocks that write over each other'}    | ${'clocks.json'} | ${'"due": "respondDue"'}                  | ${'"due":  "acknowledgeDue"'}                                                                              | ${'"due":  ¦"acknowledgeDue"'}                                                         | ${'`stage1-acknowledge` runs under the same conditions and writes `acknowledgeDue` too'}
    ${'a move to where the ticket stands'}        | ${'stages.json'} | ${'"to": "stage1", "because": "a formal'} | ${'"to": "early", "because": "a formal'}                                                                   | ${'"early", "because"'}                                                                | ${'a ticket that this rule moves to `early` already stands there'}
    ${'an owner in no directory'}                 | ${'policy.json'} | ${'"*": "grace.customer@'}                | ${'"*": "grace.custommer@'}                                                                                | ${'"grace.custommer@'}                                                                 | ${'`grace.custommer@bournville.example` is not in the directory, did you mean `grace.customer@bournville.example`?'}
    ${'a deputy in no directory'}                 | ${'policy.json'} | ${'["tom.customer@'}                      | ${'["tim.customer@'}                                                                                       | ${'"tim.customer@'}                                                                    | ${'`tim.customer@bournville.example` is not in the directory, did you mean `tom.customer@bournville.example`?'}
    ${'an absence of nobody'}                     | ${'policy.json'} | ${'"away": []'}                           | ${'"away": [{ "email": "x@y", "from": "2026-01-01", "to": "2026-01-02" }]'}                                | ${'"x@y"'}                                                                             | ${'`x@y` has no place in this role'}
    ${'an absence with dates out of order'}       | ${'policy.json'} | ${'"away": []'}                           | ${'"away": [{ "email": "tom.customer@bournville.example", "from": "2026-01-03", "to": "2026-01-02" }]'}    | ${'{ "email"'}                                                                         | ${'an absence ends before it begins: 2026-01-03 to 2026-01-02'}
    ${'a person without an address'}              | ${'policy.json'} | ${'"leo.repairs@bournville.example": {'}  | ${'"leo": {'}                                                                                              | ${'"leo": ¦{'}                                                                         | ${'`leo` is no e-mail address'}
    ${'two people with one name'}                 | ${'policy.json'} | ${'"Leo Marsden"'}                        | ${'"Priya Nair"  '}                                                                                        | ${'"Priya Nair"  '}                                                                    | ${'`priya.repairs@bournville.example` already has the name `Priya Nair`'}
    ${'access of no kind'}                        | ${'policy.json'} | ${'"access": "viewer"'}                   | ${'"access": "viewr"'}                                                                                     | ${'"viewr"'}                                                                           | ${'`access` must be `viewer` or `editor`, did you mean `viewer`?'}
    ${'texts with dates out of order'}            | ${'policy.json'} | ${'"ombudsman": ['}                       | ${'"ombudsman": [{ "from": "2025-01-01", "text": "t" },'}                                                  | ${'"from": ¦"2024-04-01"'}                                                             | ${'2024-04-01 is not after 2025-01-01'}
    ${'two rules with one name'}                  | ${'stages.json'} | ${'"name": "early-formal"'}               | ${'"name":  "withdrawn"'}                                                                                  | ${'"name":  ¦"withdrawn"'}                                                             | ${'the name `withdrawn` is taken by a rule in stages.json'}
    ${'two stages with one label'}                | ${'policy.json'} | ${'"label": "Stage 2"'}                   | ${'"label":  "Stage 1"'}                                                                                   | ${'"label":  ¦"Stage 1"'}                                                              | ${'two stages have the label `Stage 1`'}
    ${'two roles with one title'}                 | ${'policy.json'} | ${'"title": "head of service"'}           | ${'"title":  "team leader"'}                                                                               | ${'"title":  ¦"team leader"'}                                                          | ${'the role `teamLeader` already has the title `team leader`'}
    ${'two facts with one label'}                 | ${'policy.json'} | ${'"label": "tenure"'}                    | ${'"label":  "how it was received"'}                                                                       | ${'"label":  ¦"how it was received"'}                                                  | ${'`channel` already has the label `how it was received`'}
    ${'two facts with one property'}              | ${'policy.json'} | ${'"property": "complaint_tenure"'}       | ${'"property":  "complaint_channel"'}                                                                      | ${'"property":  ¦"complaint_channel"'}                                                 | ${'`channel` already has the property `complaint_channel`'}
    ${'two extensions with one name'}             | ${'clocks.json'} | ${'"name": "notified-extension"'}         | ${'"name":  "complex-update"'}                                                                             | ${'"name":  ¦"complex-update"'}                                                        | ${'this clock has two extensions with the name `complex-update`'}
    ${'an option twice'}                          | ${'policy.json'} | ${'["standard", "complex"]'}              | ${'["standard", "complex", "standard"]'}                                                                   | ${'["standard", "complex", "standard"]'}                                               | ${'the option `standard` stands twice'}
    ${'a paragraph that people see to twice'}     | ${'policy.json'} | ${'"doneByPeople": ['}                    | ${'"doneByPeople": [{ "source": { "section": "Independent review", "paragraph": "b" }, "because": "b" },'} | ${'¦{\n      "source": { "section": "Independent review", "paragraph": "b", "sha256"'} | ${'paragraph b of `Independent review` stands here twice'}
    ${'a derived fact that nobody reads'}         | ${'policy.json'} | ${'"facts": {'}                           | ${'"facts": { "idle": { "type": "boolean", "label": "idle", "derive": { "reached": "receivedAt" } },'}     | ${'"idle": ¦{'}                                                                        | ${'nothing reads the derived fact `idle`'}
    ${'a role that nobody needs'}                 | ${'policy.json'} | ${'"roles": {'}                           | ${'"roles": { "porter": { "title": "porter", "owners": { "*": "leo.repairs@bournville.example" } },'}      | ${'"porter": ¦{'}                                                                      | ${'no rule gives anything to the role `porter`'}
    ${'a message that nobody sends'}              | ${'policy.json'} | ${'"messages": {'}                        | ${'"messages": { "hello": [{ "from": "2026-01-01", "text": "t" }],'}                                       | ${'"hello": ¦['}                                                                       | ${'no task or note holds the message `hello`'}
    ${'a policy from before its calendar begins'} | ${'policy.json'} | ${'"effectiveFrom": "2024-04-01"'}        | ${'"effectiveFrom": "2009-12-31"'}                                                                         | ${'"england-and-wales"'}                                                               | ${'the holidays of `england-and-wales` are known from 2010-01-01 on, and this policy is in force from 2009-12-31'}
    ${'a date that there is not'}                 | ${'policy.json'} | ${'"effectiveFrom": "2024-04-01"'}        | ${'"effectiveFrom": "2024-02-30"'}                                                                         | ${'"2024-02-30"'}                                                                      | ${'`effectiveFrom` must be a date such as 2026-11-23'}
  `(
    '$why',
    ({
      file,
      text,
      by,
      at,
      says,
    }: Record<'file' | 'by' | 'at' | 'says', string> & { text: string | RegExp }) => {
      const rules = copyOfRules()
      const path = `bournville/${file}`
      edit(rules, path, text, by)
      expect(saidOf(rules)).toContainEqual(expect.stringContaining(`${placeOf(rules, path, at)}: ${says}`))
    },
  )

  it('two examples with one title', () => {
    const rules = copyOfRules()
    const example = {
      title: 'The same',
      ticket: { stage: 'Stage 1' },
      steps: [{ at: 'Mon 2026-11-23 09:00' }],
    }
    put(rules, 'bournville/examples/a.json', example)
    put(rules, 'bournville/examples/b.json', { $schema: '../schema/x.json', examples: [example, example] })
    expect(saidOf(rules)).toEqual([
      'bournville/examples/b.json:5:16: an example in a.json has the same title',
      'bournville/examples/b.json:16:16: an example in b.json has the same title',
    ])
  })
})

describe('a calendar', () => {
  const file = 'calendars/england-and-wales.json'
  it.each`
    why                                         | text                   | by                                                                     | at                 | says
    ${'in no zone'}                             | ${'"Europe/London"'}   | ${'"Europe/Bournville"'}                                               | ${'"Europe/Bourn'} | ${'unknown time zone `Europe/Bournville`'}
    ${'without a working day'}                  | ${/"week": \{[^}]*\}/} | ${'"week": {}'}                                                        | ${'{'}             | ${'2010 has no working day'}
    ${'with a closure whose dates are swapped'} | ${'"closures": []'}    | ${'"closures": [{ "from": "2026-12-31", "to": "2026-12-24" }]'}        | ${'{ "from"'}      | ${'the closure ends before it starts'}
    ${'of a country that is not known'}         | ${'"country": "GB"'}   | ${'"country": "GBR"'}                                                  | ${'"GBR"'}         | ${'no holidays are baked for `GBR-ENG`'}
    ${'with one day twice'}                     | ${'"hours": {}'}       | ${'"hours": { "2026-12-24": [], "2026-12-24": [["09:00", "12:00"]] }'} | ${'[], ¦"2026'}    | ${'the key `2026-12-24` stands twice'}
  `('$why', ({ text, by, at, says }: Record<'by' | 'at' | 'says', string> & { text: string | RegExp }) => {
    const rules = copyOfRules()
    edit(rules, file, text, by)
    expect(saidOf(rules)[0]).toContain(`${placeOf(rules, file, at)}: ${says}`)
  })

  it('is past its coverage when its holidays end within two years', () => {
    const rules = copyOfRules()
    expect(saidOf(rules, undefined, '2038-12-31')).toEqual([])
    expect(saidOf(rules, undefined, '2039-01-01')).toEqual([
      `${placeOf(rules, 'bournville/policy.json', '"england-and-wales"')}: the holidays of \`england-and-wales\` are known to 2040-12-31, and time limits need them to 2041-01-01 at least: bake the years that follow (\`redress calendar bake\`)`,
    ])
  })

  it('is told of each clock that has one of its own', () => {
    const rules = copyOfRules()
    edit(
      rules,
      'bournville/clocks.json',
      '"stop": ["stage1RespondedAt"]',
      '"calendar": "scotland", "stop": ["stage1RespondedAt"]',
    )
    expect(saidOf(rules, undefined, '2039-01-01')[1]).toContain(
      `${placeOf(rules, 'bournville/clocks.json', '"scotland"')}: the holidays of \`scotland\``,
    )
  })
})

describe('the text of a file', () => {
  const file = 'bournville/stages.json'

  it('shows where a file is not JSON, and reports no mistakes that only follow from it', () => {
    const rules = copyOfRules()
    put(rules, 'bournville/clocks.json', '[\n  { "name": "a" "title": "b" }\n]')
    put(rules, 'bournville/owners.json', '[] // none')
    const said = [
      'bournville/clocks.json:2:17: this is not JSON: comma expected',
      'bournville/owners.json:1:4: this is not JSON: a comment (rules and policies have a `description` for words)',
    ]
    expect(saidOf(rules)).toEqual(said)
    const built = gatherRules(rules)
    expect(built.ok ? [] : built.error.map(({ place, message }) => `${place}: ${message}`)).toEqual(
      said.map((line) => `${fileURLToPath(rules)}${line}`).toSorted((a, b) => (a < b ? 1 : -1)),
    )
  })

  it.each([
    [
      'a comma too many in a list',
      '[\n  {},\n]',
      '2:5: this is not JSON: a comma with nothing between it and `]`',
    ],
    [
      'a comma too many in an object',
      '[{ "name": "a", }]',
      '1:15: this is not JSON: a comma with nothing between it and `}`',
    ],
    ['a comment in a block', '[\n  /* none */\n]', '2:3: this is not JSON: a comment'],
    [
      'two slips that leave clear what is meant',
      '[\n  // none\n  {},\n]',
      '2:3: this is not JSON: a comment',
      '3:5: this is not JSON: a comma',
    ],
    ['nothing', ' \n', '1:1: this is not JSON: the file is empty'],
    ['a quote too few', '[\n  { "name: "a" }\n]', '2:13: this is not JSON: invalid symbol'],
    ['a line break in a text', '["a\nb"]', '1:2: this is not JSON: unexpected end of string'],
    ['two values', '[] []', '1:4: this is not JSON: end of file expected'],
    [
      'a key twice, of which a parser would take the last',
      '[\n  { "name": "a", "name": "b" }\n]',
      '2:18: the key `name` stands twice',
    ],
  ])('%s', (_, text, ...said) => {
    const rules = copyOfRules()
    put(rules, file, text)
    expect(saidOf(rules)).toEqual(said.map((one) => expect.stringContaining(`${file}:${one}`)))
  })

  it('keys that stand twice in an example and in a calendar', () => {
    const rules = copyOfRules()
    put(rules, 'bournville/examples/a.json', '{ "title": "a", "title": "b" }')
    edit(rules, 'calendars/scotland.json', '"id": "scotland"', '"id": "scotland", "id": "scotland"')
    expect(saidOf(rules)).toEqual([
      expect.stringMatching(/^calendars\/scotland\.json:\d+:21: the key `id` stands twice$/),
      'bournville/examples/a.json:1:17: the key `title` stands twice',
    ])
  })

  it('is at most 1 MiB', () => {
    const rules = copyOfRules()
    appendFileSync(new URL(file, rules), ' '.repeat(1024 * 1024))
    expect(saidOf(rules)).toEqual([
      expect.stringMatching(/^bournville\/stages\.json:1:1: this is larger than 1 MiB/),
    ])
  })

  it('may begin with a byte-order mark, which moves no column', () => {
    const rules = copyOfRules()
    const text = readFileSync(new URL(file, rules), 'utf8')
    writeFileSync(new URL(file, rules), `\uFEFF${text}`)
    expect(saidOf(rules)).toEqual([])
    writeFileSync(new URL(file, rules), '\uFEFF{ "rulez": [] }')
    expect(saidOf(rules)[0]).toMatch(/^bournville\/stages\.json:1:1: /)
    writeFileSync(new URL(file, rules), '\uFEFF{ "rules": [], "more": 1 }')
    expect(saidOf(rules)[0]).toBe(`${file}:1:24: unknown key \`more\``)
  })

  it('is UTF-8', () => {
    const rules = copyOfRules()
    writeFileSync(new URL(file, rules), Buffer.from('[\n  "caf\xe9"\n]', 'latin1'))
    expect(saidOf(rules)).toEqual([`${file}:2:7: this is not UTF-8: save the file with that encoding`])
  })

  it('is found whatever its name', () => {
    const rules = copyOfRules()
    put(rules, 'bournville/examples/50%25 %23 of us.json', '{ "titel": "a" }')
    expect(saidOf(rules)).toContainEqual(
      'bournville/examples/50% # of us.json:1:12: unknown key `titel`, did you mean `title`?',
    )
  })
})

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('check --procedure', () => {
  /** A policy of one rule and one entry of what people do, so that what is said is said of them. */
  const rules = () => {
    const copy = copyOfRules()
    put(copy, 'bournville/policy.json', {
      id: 'small',
      title: 'A policy of one rule',
      version: '1',
      effectiveFrom: '2026-01-01',
      calendar: 'england-and-wales',
      pipeline: 'Complaints',
      stages: {
        open: { label: 'Open', says: 'it is open' },
        closed: { label: 'Closed', closed: true, says: 'it is closed' },
      },
      facts: { withdrawnAt: { type: 'instant', label: 'withdrawn', property: 'withdrawn_at' } },
      doneByPeople: [
        {
          source: { section: 'Withdrawal', paragraph: 'b', sha256: sha256('We then write to you.') },
          because: 'people write letters',
        },
      ],
    })
    for (const name of ['clocks', 'owners', 'properties', 'notices']) put(copy, `bournville/${name}.json`, [])
    put(copy, 'bournville/stages.json', [
      {
        name: 'withdrawn',
        title: 'A withdrawn complaint is closed',
        source: {
          section: 'Withdrawal',
          paragraph: 'a',
          sha256: sha256('You can withdraw a complaint at any time.'),
        },
        conditions: { fact: 'withdrawnAt', operator: 'present', value: true },
        event: { type: 'move', params: { to: 'closed', because: 'it was withdrawn' } },
      },
    ])
    return copy
  }
  const first = '- You can withdraw a complaint at any time.'
  const second = '- We then write to you.'
  const text = (...paragraphs: readonly string[]) => `Withdrawal\n\n${paragraphs.join('\n')}\n`

  it('is content when every paragraph is answered for', () => {
    const checked = checkPolicies('bournville', text(first, second), rules())
    const said = checked.map(describeCheck).join('\n')
    expect(said).toContain(
      'withdrawn: A withdrawn complaint is closed\n  Withdrawal, paragraph a (as cited)\n  | You can withdraw a complaint at any time.',
    )
    expect(said).toContain(
      'done by people\n  Withdrawal, paragraph b (as cited)\n  | We then write to you.\n  because: people write letters',
    )
    expect(said).toMatch(/\nbournville: ok \(1 rule, 1 fact, 0 examples, 2 paragraphs\)$/)
  })

  it('names a paragraph that nothing answers for, with the fingerprint to cite it by', () => {
    const copy = rules()
    const more = 'We tell nobody else.'
    const said = saidOf(copy, text(first, second, `- ${more}`))
    expect(said).toEqual([
      `${placeOf(copy, 'bournville/policy.json', '"doneByPeople": ¦[')}: nothing answers for paragraph c of \`Withdrawal\` (“${more}”): cite it in a rule, or say under \`doneByPeople\` why people see to it; its sha256 is ${sha256(more)}`,
    ])
    edit(copy, 'bournville/policy.json', /\n {2}"doneByPeople": \[[^]*\]/, '\n  "description": "d"')
    expect(saidOf(copy, text(first, second))).toEqual([
      expect.stringContaining('bournville/policy.json:1:1: nothing answers for paragraph b'),
    ])
  })

  it('takes lines that only say where to reach somebody for nothing to answer for', () => {
    const contacts = [
      'enquiries@example.org',
      'www.example.org',
      'https://example.org/complaints?about=us',
      '@Example',
      '[/example](https://social.example/example)',
      'Customer Services: 0300 333 6540',
      '+44 300 333 6540',
    ]
    expect(saidOf(rules(), `${text(first, second)}\n${contacts.join('\n\n')}\n`)).toEqual([])
    const promise = `Write to ${contacts[0]} and we will answer.`
    expect(saidOf(rules(), `${text(first, second)}\n${promise}\n`)).toEqual([
      expect.stringContaining(promise),
    ])
  })

  it.each([
    ['We answer within ten days.'],
    ['Complaints are answered within ten days.'],
    ['You can phone us.'],
  ])('does not take a short promise for a heading: %s', (promise) => {
    expect(saidOf(rules(), `${text(first, second)}\n${promise}\n`)).toEqual([
      expect.stringContaining(`paragraph c of \`Withdrawal\` (“${promise}”)`),
    ])
  })

  it('goes on with the letters of a section that is printed twice', () => {
    expect(saidOf(rules(), `${text(first)}\nCharges\n\n${text(second)}`)).toEqual([])
  })

  it('names what cites a paragraph that reads differently now, or stands elsewhere', () => {
    const copy = rules()
    const reworded = 'You can withdraw a complaint in writing.'
    expect(saidOf(copy, text(`- ${reworded}`, '- We then phone you.'))).toEqual([
      `${placeOf(copy, 'bournville/stages.json', '"source": ¦{')}: rule \`withdrawn\`: paragraph a of \`Withdrawal\` no longer reads the same; once the rule agrees with it, its sha256 is ${sha256(reworded)}`,
      `${placeOf(copy, 'bournville/policy.json', '"source": ¦{')}: done by people: paragraph b of \`Withdrawal\` no longer reads the same; where people still see to it, its sha256 is ${sha256('We then phone you.')}`,
    ])
    expect(saidOf(copy, text(second, first))).toEqual([
      expect.stringContaining('no longer reads the same; its text now stands at Withdrawal, paragraph b'),
      expect.stringContaining('no longer reads the same; its text now stands at Withdrawal, paragraph a'),
    ])
  })

  it('names what cites a paragraph that is not there, or without a fingerprint', () => {
    const copy = rules()
    expect(
      saidOf(copy, 'Charges\n\nNo complaint ever costs a resident anything, however often they complain.\n'),
    ).toEqual([
      expect.stringContaining('rule `withdrawn`: the procedure has no paragraph a in `Withdrawal`'),
      expect.stringContaining('done by people: the procedure has no paragraph b in `Withdrawal`'),
      expect.stringContaining('nothing answers for paragraph a of `Charges` (“No complaint ever'),
    ])
    expect(saidOf(copy, '\n')).toEqual(['bournville/policy.json:1:1: the procedure has no paragraph at all'])
    edit(copy, 'bournville/stages.json', /,\s*"sha256": ".*"/, '')
    expect(saidOf(copy, text(first, second))).toEqual([
      expect.stringContaining('rule `withdrawn`: no fingerprint of paragraph a of `Withdrawal`'),
    ])
  })

  // The procedure itself is not ours to ship: where it lies beside a checkout, the policy answers for all of it.
  const procedure = new URL('../../../shared/procedure.txt', import.meta.url)
  it.skipIf(!existsSync(procedure))("answers for every paragraph of Bournville's procedure", () => {
    expect(saidOf(copyOfRules(), readFileSync(procedure, 'utf8'))).toEqual([])
  })
})

describe('the command', { timeout: 30_000 }, () => {
  it('answers with an ok line, or in JSON', () => {
    const plain = run('bournville')
    expect(plain).toMatchObject({ status: 0, stderr: '' })
    expect(plain.stdout).toMatch(/^bournville: ok \(.*\)\n$/)
    expect(JSON.parse(run('bournville', '--json').stdout)).toMatchObject([
      { policy: 'bournville', ok: true, mistakes: [] },
    ])
  })

  it('fails on a policy that is not there, and on a procedure that can not be read', () => {
    const unknown = run('bournvile', '--json')
    expect(unknown.status).toBe(1)
    expect(JSON.parse(unknown.stdout)).toMatchObject([
      { ok: false, mistakes: [{ file: 'rules/', line: null, column: null }] },
    ])
    const unread = run('bournville', '--procedure', '/nowhere.txt')
    expect(unread.status).toBe(1)
    expect(unread.stderr).toContain('/nowhere.txt:1:1: this can not be read: there is no such file')
  })

  it('fails with a line for each finding, in JSON with their parts, and where there is no policy', () => {
    const rules = copyOfRules()
    const folder = fileURLToPath(rules)
    edit(rules, 'bournville/clocks.json', '"start": "stage1Start"', '"start": "stage1Starts"')
    const place = placeOf(rules, 'bournville/clocks.json', '"stage1Starts"')
    const [, line, column] = place.split(':').map(Number)
    const plain = run('--rules', folder)
    expect(plain.status).toBe(1)
    expect(plain.stdout).toBe(
      `${folder}${place}: unknown fact \`stage1Starts\`, did you mean \`stage1Start\`?\n\nbournville: 1 to put right in 1 file\n`,
    )
    const json = run('bournville', '--rules', folder, '--json')
    expect(json.status).toBe(1)
    expect(JSON.parse(json.stdout)).toMatchObject([
      { ok: false, mistakes: [{ file: `${folder}bournville/clocks.json`, line, column }] },
    ])
    mkdirSync(new URL('other', rules))
    expect(run('--rules', folder, '--procedure', 'any.txt').stderr).toContain(
      'say which policy the procedure is of: bournville, other',
    )
    for (const name of ['bournville', 'other']) rmSync(new URL(name, rules), { recursive: true })
    const none = run('--rules', folder)
    expect(none.status).toBe(1)
    expect(none.stderr).toContain('there is no policy')
  })

  it('says what each paragraph rests on in JSON', () => {
    const rules = copyOfRules()
    const procedure = new URL('procedure.txt', rules)
    writeFileSync(
      procedure,
      'Charges\n\nNo complaint ever costs a resident anything, however often they complain.\n',
    )
    const said = run(
      'bournville',
      '--rules',
      fileURLToPath(rules),
      '--procedure',
      fileURLToPath(procedure),
      '--json',
    )
    const [checked] = JSON.parse(said.stdout) as [Record<string, unknown>]
    expect(checked['citations']).toContainEqual(
      expect.objectContaining({ rule: 'withdrawn', standing: 'not there', text: null }),
    )
    expect(checked['doneByPeople']).toContainEqual(
      expect.objectContaining({ because: 'an apology that a program sends is none', standing: 'not there' }),
    )
    expect(checked['unanswered']).toMatchObject([{ section: 'Charges', paragraph: 'a' }])
  })
})
