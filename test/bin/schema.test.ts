import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { Validator } from '@cfworker/json-schema'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarIds, readBakedHolidays } from '../../bin/calendar-files.ts'
import { parseExamples } from '../../bin/examples/parse-example.ts'
import { rulesFolder } from '../../bin/rules-folder.ts'
import { derivationExamples, derivationOps } from '../../bin/schema/derivation-schema.ts'
import { generatedFiles, schemaOfCalendars, schemasOf, versionsIn } from '../../bin/schema/generated-files.ts'
import type { Schema } from '../../bin/schema/json-schema.ts'
import { parseCalendar } from '../../src/rules/calendar/parse-calendar.ts'
import { parsePolicy, ruleFiles } from '../../src/rules/parse-policy.ts'
import type { Policy } from '../../src/rules/policy.ts'
import type { Ticket } from '../../rules/bournville/schema/ticket.d.ts'
import { bournville, bournvilleFiles, look, parsed, ticketIn } from '../rules/bournville.ts'
import { changed, type Change } from './broken-value.ts'

const root = new URL('../../', import.meta.url)
const read = (url: URL) => readFileSync(url, 'utf8')
const readValue = (url: URL): unknown => JSON.parse(read(url))

const validatorOf = (schema: Schema) => new Validator({ ...schema }, '7')

/** What keeps a value from fitting; empty where it fits. */
const misfits = (schema: Schema, value: unknown): readonly string[] =>
  validatorOf(schema)
    .validate(value)
    .errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`)

const policyFiles = ['policy.json', ...ruleFiles.map(([file]) => file)]

describe('the generated files', () => {
  it('are those that are committed', async () => {
    const stale = [...(await generatedFiles())].filter(([path, text]) => {
      const url = new URL(path, root)
      return !existsSync(url) || read(url) !== text
    })
    expect(
      stale.map(([path]) => path),
      'run `npm run build:schema`',
    ).toEqual([])
  })

  it('are where the files that they are for look for them', () => {
    const files = [
      ...policyFiles.map((file) => `bournville/${file}`),
      ...readdirSync(new URL('bournville/examples/', rulesFolder)).map(
        (file) => `bournville/examples/${file}`,
      ),
      ...calendarIds().map((id) => `calendars/${id}.json`),
    ]
    for (const file of files) {
      const url = new URL(file, rulesFolder)
      const { $schema }: { $schema?: string } = JSON.parse(read(url))
      expect($schema !== undefined && existsSync(new URL($schema, url)), file).toBe(true)
    }
  })
})

describe('what is valid', () => {
  const folders = [rulesFolder, new URL('../policies/', import.meta.url)]
  const versions = folders.flatMap((folder) =>
    [...versionsIn(folder)].map(([name, policy]) => ({ name, policy, url: new URL(`${name}/`, folder) })),
  )

  it.each(versions)('fits the schemas: the policy $name', ({ policy, url }) => {
    const { examples, ...schemas } = schemasOf(policy)
    for (const [file, schema] of Object.entries(schemas))
      if (existsSync(new URL(file, url)))
        expect(misfits(schema, readValue(new URL(file, url))), file).toEqual([])
    const folder = new URL('examples/', url)
    for (const file of existsSync(folder) ? readdirSync(folder) : [])
      expect(misfits(examples ?? {}, readValue(new URL(file, folder))), file).toEqual([])
  })

  it.each(calendarIds())('fits the schema: the calendar %s', (id) => {
    expect(misfits(schemaOfCalendars(), readValue(new URL(`calendars/${id}.json`, rulesFolder)))).toEqual([])
  })

  const schema = schemasOf(bournville)['policy.json'] ?? {}

  it.each(derivationOps)('is the example of `%s`, to the parser too', (op) => {
    const [type, value] = derivationExamples[op]
    const options = ['service_quality', 'unaddressed_aspects', 'new_evidence']
    const fact = { type, label: 'an example', options, derive: { [op]: value } }
    const files = bournvilleFiles()
    const policy = files['policy.json'] as { facts: Record<string, unknown> }
    policy.facts['exampleFact'] = fact
    expect(misfits(schema, policy)).toEqual([])
    expect(parsed(files)).toMatchObject({ ok: true })
  })
})

describe('a change anywhere', () => {
  const schemas = schemasOf(bournville)
  const files = bournvilleFiles()
  const calendars = new Map([[bournville.calendar.id, bournville.calendar]])
  const examples = Object.fromEntries(
    readdirSync(new URL('bournville/examples/', rulesFolder)).map((file) => [
      file,
      readValue(new URL(`bournville/examples/${file}`, rulesFolder)),
    ]),
  )

  /** The schema refuses nothing that the parser accepts; and of what can be seen in one file, everything that it refuses. */
  const holds = (schema: Schema, value: unknown, accepts: (value: unknown) => boolean, runs: number) => {
    const validator = validatorOf(schema)
    fc.assert(
      fc.property(changed(value), ({ kind, pointer, value: other }: Change) => {
        const { valid, errors } = validator.validate(other)
        const isPlain = kind === 'unknown key' || kind === 'another type'
        if (valid && !isPlain) return
        expect(accepts(other), `${pointer} (${kind}): ${JSON.stringify(errors)}`).toBe(valid)
      }),
      { numRuns: runs },
    )
  }

  it.each(policyFiles)(
    'of %s: the schema refuses only what the parser refuses',
    (file) => {
      const accepts = (value: unknown) => parsePolicy({ ...files, [file]: value }, calendars, '').ok
      holds(schemas[file] ?? {}, files[file], accepts, 60)
    },
    60_000,
  )

  it('of an example: the schema refuses only what the parser refuses', () => {
    for (const [file, value] of Object.entries(examples))
      holds(schemas['examples'] ?? {}, value, (other) => acceptsExamples(other, file, bournville), 10)
  })

  it.each(calendarIds())('of the calendar %s: the schema refuses only what the parser refuses', (id) => {
    const baked = readBakedHolidays()
    const value = readValue(new URL(`calendars/${id}.json`, rulesFolder))
    holds(schemaOfCalendars(), value, (other) => parseCalendar(other, baked).ok, 100)
  })
})

function acceptsExamples(value: unknown, file: string, policy: Policy): boolean {
  let isSound = true
  parseExamples(value, file, policy, () => {
    isSound = false
    return undefined
  })
  return isSound
}

describe('the types of tickets', () => {
  it('take what the policy knows, and nothing else', async () => {
    const ticket: Ticket = {
      id: '1',
      stage: 'Early resolution',
      properties: { createdate: '2026-11-23T09:00:00Z', complaint_complexity: 'complex' },
    }
    const wrong: readonly Ticket[] = [
      // @ts-expect-error there is no such stage
      { ...ticket, stage: 'Stage 3' },
      // @ts-expect-error there is no such option
      { ...ticket, properties: { complaint_complexity: 'simple' } },
      // @ts-expect-error there is no such property
      { ...ticket, properties: { complaint_complexty: 'complex' } },
    ]
    expect(wrong).toHaveLength(3)
    const { properties, stage } = ticket
    const decision = await look(ticketIn(stage, properties), '2026-11-23T10:00:00Z')
    expect(decision.changes).toContainEqual({ kind: 'stage', from: 'early', to: 'stage1' })
  })
})
