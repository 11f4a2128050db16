// Build step: gathers `rules/` into the one file that the Worker carries. wrangler runs it before each build.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gatherRules } from './rules-folder.ts'

const target = new URL('../src/generated/rulebook.json', import.meta.url)

const rules = gatherRules()
if (!rules.ok) {
  for (const { file, message } of rules.error) console.error(`${file}: ${message}`)
  process.exit(1)
}
const text = `${JSON.stringify(rules.value)}\n`
mkdirSync(new URL('.', target), { recursive: true })
// Written only when it differs, so that watching wrangler does not build in a circle.
if (readOrNothing() !== text) writeFileSync(target, text)

function readOrNothing(): string | undefined {
  try {
    return readFileSync(target, 'utf8')
  } catch {
    return undefined
  }
}
