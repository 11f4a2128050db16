// The Worker bundled as it would be deployed, in a folder that goes when the process ends.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../', import.meta.url))
const made = new Map<string, string>()

/** A folder of our own under the system's for such. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'redress-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The folder with the bundle of an entry of the project and its source map. */
export function bundled(entry: string): string {
  const known = made.get(entry)
  if (known !== undefined) return known
  const folder = temporaryFolder()
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')
  const config = join(root, 'wrangler.toml')
  const args = [wrangler, 'deploy', entry, '--config', config, '--dry-run', '--outdir', folder]
  execFileSync(process.execPath, args, {
    cwd: root,
    env: { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  made.set(entry, folder)
  return folder
}
