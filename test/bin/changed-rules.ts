// A copy of `rules/` in a folder of its own, for tests to break.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import { rulesFolder } from '../../bin/rules-folder.ts'

/** A copy of the calendars and of Bournville's policy, without its examples unless asked for; gone after the test. */
export function copyOfRules(withExamples = false): URL {
  const path = mkdtempSync(join(tmpdir(), 'redress-rules-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  const rules = pathToFileURL(`${path}/`)
  for (const name of ['calendars', 'bournville'])
    cpSync(new URL(name, rulesFolder), new URL(name, rules), {
      recursive: true,
      filter: (source) => withExamples || !/[\\/]examples$/.test(source),
    })
  mkdirSync(new URL('bournville/examples', rules), { recursive: true })
  return rules
}

/** Replaces a text that must be there. */
export function edit(rules: URL, file: string, text: string, by: string): void {
  const url = new URL(file, rules)
  const before = readFileSync(url, 'utf8')
  if (!before.includes(text)) throw new Error(`${file} does not hold ${text}`)
  writeFileSync(url, before.replace(text, () => by))
}

export const put = (rules: URL, file: string, value: unknown): void =>
  writeFileSync(new URL(file, rules), typeof value === 'string' ? value : JSON.stringify(value, null, 2))
