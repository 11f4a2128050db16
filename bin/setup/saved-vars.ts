// Keeps what a person typed in `.dev.vars`, which git ignores and wrangler reads, too.

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/** Adds or replaces one setting and leaves every other line as it is. The file is its owner's alone: it holds secrets. */
export function saveVar(file: URL | string, name: string, value: string): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const line = `${name}=${/^[\w:/.@-]+$/.test(value) ? value : JSON.stringify(value)}`
  const isKnown = Object.hasOwn(parseEnv(before), name)
  const end = before === '' || before.endsWith('\n') ? '' : '\n'
  const setting = new RegExp(`^(export )?${name}\\s*=.*$`, 'm')
  const after = isKnown ? before.replace(setting, () => line) : `${before}${end}${line}\n`
  writeFileSync(file, after, { mode: 0o600 })
  chmodSync(file, 0o600)
}
