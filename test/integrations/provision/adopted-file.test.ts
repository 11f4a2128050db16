// `adopted.json` as a file: its schema, what `redress check` says of it, and that rulebook and app project follow it.

import { readFileSync } from 'node:fs'
import { Validator } from '@cfworker/json-schema'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { projectFiles, webhooksFile } from '../../../bin/hubspot-project/project-files.ts'
import { installationOf } from '../../../bin/provision/settings.ts'
import { gatherRules } from '../../../bin/rules-folder.ts'
import { adoptedSchema } from '../../../bin/schema/adopted-schema.ts'
import { hintsOf, parseEvents } from '../../../src/integrations/hubspot/events.ts'
import { parseMapping } from '../../../src/integrations/hubspot/adopted/mapping.ts'
import { changed } from '../../bin/broken-value.ts'
import { copyOfRules, edit, placeOf, put, saidOf } from '../../bin/changed-rules.ts'
import { installation } from './account.ts'

const { policy } = installation
const text = readFileSync(new URL('../../data/adopted.json', import.meta.url), 'utf8')
const adopted: unknown = JSON.parse(text)
const file = 'bournville/adopted.json'

function rulesWithIt(): URL {
  const rules = copyOfRules()
  put(rules, file, text)
  return rules
}

describe('the schema', () => {
  const validator = new Validator({ ...adoptedSchema(policy) }, '7')

  it('takes a mapping of a real account', () => {
    expect(
      validator.validate({ $schema: './schema/adopted.schema.json', ...Object(adopted) }).errors,
    ).toEqual([])
  })

  it('refuses only what the parser refuses; and every unknown key and wrong type', () => {
    fc.assert(
      fc.property(changed(adopted), ({ kind, pointer, value }) => {
        const { valid } = validator.validate(value)
        const isPlain = kind === 'unknown key' || kind === 'another type'
        if (valid && !isPlain) return
        // Whoever a role names is the parser's to know: capitals do not count there.
        if (valid && pointer.startsWith('/people')) return
        expect(parseMapping(value, policy).ok, `${pointer} (${kind})`).toBe(valid)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('`redress check`', () => {
  it('has nothing to say of one that is right', () => {
    expect(saidOf(rulesWithIt())).toEqual([])
  })

  it('says each mistake with line and column, and what may have been meant', () => {
    const rules = rulesWithIt()
    edit(rules, file, '"Stage 1 answered"', '"Stage 1 answerd"')
    edit(rules, file, '"complaint_service_area"', '"complaint_service_aera"')
    edit(rules, file, '"overdue"', '"overdew"')
    edit(rules, file, '"review_asked"', '"formal_asked_on"')
    edit(rules, file, '"people"', '"peoples"')
    const at = (marked: string) => placeOf(rules, file, marked)
    expect(saidOf(rules).toSorted()).toEqual(
      [
        `${at('"peoples": ¦{')}: unknown key \`peoples\`, did you mean \`people\`?`,
        `${at('"Stage 1 answerd": ¦"')}: the policy has no stage \`Stage 1 answerd\`, did you mean \`Stage 1 answered\`?`,
        `${at('"complaint_service_aera": ¦{')}: the policy has no property \`complaint_service_aera\`, did you mean \`complaint_service_area\`?`,
        `${at('"overdew": ¦"')}: \`status of the time limits\` has no option \`overdew\` in the policy, did you mean \`overdue\`?`,
        `${at('"complaint_review_requested_at": ¦"')}: \`formal_asked_on\` stands for \`complaint_formal_requested_at\` already`,
      ].toSorted(),
    )
  })

  it('says where it is no JSON', () => {
    const rules = rulesWithIt()
    edit(rules, file, '"Informal",', '"Informal"')
    expect(saidOf(rules)).toEqual([
      expect.stringMatching(/^bournville\/adopted\.json:6:\d+: this is not JSON/),
    ])
  })

  it('knows a file by nearly that name', () => {
    const rules = copyOfRules()
    put(rules, 'bournville/adopt.json', text)
    expect(saidOf(rules)).toEqual([expect.stringContaining('did you mean `adopted.json`?')])
  })
})

it('travels in the rulebook, and its words are part of what a decision names', () => {
  const digestOf = (rules: URL) => {
    const gathered = gatherRules(rules)
    if (!gathered.ok) throw new Error('the rules are not JSON')
    return gathered.value.policies['bournville']
  }
  const rules = rulesWithIt()
  const before = digestOf(rules)
  expect(before?.adopted).toEqual(adopted)
  edit(rules, file, '"Done"', '"Over"')
  expect(digestOf(rules)?.digest).not.toBe(before?.digest)
})

describe('the app project', async () => {
  const mapping = parseMapping(adopted, policy)
  if (!mapping.ok) throw new Error(JSON.stringify(mapping.error))
  const files = await projectFiles(installationOf(policy, mapping.value), 'https://redress.test')
  const names = [...(files.get(webhooksFile) ?? '').matchAll(/"propertyName": "(.+)"/g)].map(
    ([, name]) => name,
  )

  it('subscribes to the properties that the account has, and to none by the policy’s name', () => {
    expect(names).toEqual(expect.arrayContaining(['feedback_received', 'wants_formal', 'team', 'themes']))
    expect(names).toContain('complaint_stage2_responded_at')
    expect(names).not.toContain('why_it_stands_here')
    expect(names.filter((name) => mapping.value.properties.has(name ?? ''))).toEqual([])
  })

  it('brings events that the Worker looks at', () => {
    const events = parseEvents(
      names.map((propertyName, index) => ({
        subscriptionType: 'object.propertyChange',
        objectTypeId: '0-5',
        objectId: index + 1,
        propertyName,
      })),
    )
    expect(events.ok && hintsOf(events.value, undefined)).toHaveLength(names.length)
  })
})
