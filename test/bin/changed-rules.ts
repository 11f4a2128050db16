// A copy of `rules/` in a folder of its own, for tests to break.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Temporal } from 'temporal-polyfill'
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

/** `file:line:column` of the first place where a file holds a text, or of the `¦` in it. */
export function placeOf(rules: URL, file: string, marked: string): string {
  const text = marked.replace('¦', '')
  const offset = readFileSync(new URL(file, rules), 'utf8').indexOf(text)
  if (offset === -1) throw new Error(`${file} does not hold ${text}`)
  const before = readFileSync(new URL(file, rules), 'utf8')
    .slice(0, offset + Math.max(0, marked.indexOf('¦')))
    .split('\n')
  return `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}

/** What check says of the copied policy on a day, places from the rules folder on. */
export function saidOf(rules: URL, procedure?: string, today = '2026-11-23'): readonly string[] {
  const root = fileURLToPath(rules)
  return checkPolicies('bournville', procedure, rules, Temporal.PlainDate.from(today))
    .flatMap(({ mistakes }) => mistakes)
    .map(({ place, message }) => `${place.replace(root, '')}: ${message}`)
}
