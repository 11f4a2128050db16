// `npm run build:schema`: writes the schemas of `rules/`, the types of its tickets and the reference of the language.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { generatedFiles } from './schema/generated-files.ts'

const root = new URL('../', import.meta.url)

for (const [path, text] of await generatedFiles()) {
  const url = new URL(path, root)
  // Written only where it differs: what watches `rules/` has nothing to do else.
  if (existsSync(url) && readFileSync(url, 'utf8') === text) continue
  mkdirSync(new URL('.', url), { recursive: true })
  writeFileSync(url, text)
  console.log(`wrote ${path}`)
}
