// What `wrangler.toml` deploys the Worker with.

import { existsSync, readFileSync } from 'node:fs'

const wranglerFile = new URL('../wrangler.toml', import.meta.url)

/** The first line that sets the var; reading the file with wrangler takes a second, and every command would wait for it. */
export function deployedVar(name: string, file: URL = wranglerFile): string | undefined {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return new RegExp(`^\\s*${name}\\s*=\\s*["']([^"']+)["']`, 'm').exec(text)?.[1]
}
