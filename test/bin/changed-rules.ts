// A copy of `rules/` in a folder of its own, for tests to break.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import { checkPolicies } from '../../bin/check.ts'
import { rulesFolder } from '../../bin/rules-folder.ts'

/** A copy of the calendars and of Bournville's policy without its examples; gone after the test. */
export function copyOfRules(): URL {
  const path = mkdtempSync(join(tmpdir(), 'redress-rules-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  const rules = pathToFileURL(`${path}/`)
  for (const name of ['calendars', 'bournville'])
    cpSync(new URL(name, rulesFolder), new URL(name, rules), {
      recursive: true,
      filter: (source) => !/[\\/]examples$/.test(source),
    })
  mkdirSync(new URL('bournville/examples', rules))
  return rules
}

/** Replaces a text that must be there. */
export function edit(rules: URL, file: string, text: string | RegExp, by: string): void {
  const url = new URL(file, rules)
  const before = readFileSync(url, 'utf8')
  const after = before.replace(text, () => by)
  if (after === before) throw new Error(`${file} does not hold ${String(text)}`)
  writeFileSync(url, after)
}

/** Writes a file: a text as it is, anything else as JSON. */
export const put = (rules: URL, file: string, value: unknown): void =>
  writeFileSync(
    new URL(file, rules),
    typeof value === 'string' ? value : `${JSON.stringify(value, null, 2)}\n`,
  )

/** What check says of the copied policy, places from the rules folder on. */
export function saidOf(rules: URL, procedure?: string): readonly string[] {
  const root = fileURLToPath(rules)
  return checkPolicies('bournville', procedure, rules)
    .flatMap(({ mistakes }) => mistakes)
    .map(({ place, message }) => `${place.replace(root, '')}: ${message}`)
}

/** The `policy.json` of a copy, to be changed and put back. */
export const policyIn = (rules: URL): Record<string, unknown> & { facts: Record<string, unknown> } =>
  JSON.parse(readFileSync(new URL('bournville/policy.json', rules), 'utf8'))
