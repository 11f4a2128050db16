// Asks the Worker's database through wrangler, as whoever is logged in there.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRecord } from '../../src/rules/finding.ts'
import type { Ask, Database } from './remembered.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const wrangler = fileURLToPath(new URL('../../node_modules/wrangler/bin/wrangler.js', import.meta.url))

/** A local database is that of `npm start` where there is one. */
export function askWrangler(database: Exclude<Database, 'none'>, stateFolder: string): Ask {
  const ofStart = path.join(stateFolder, 'wrangler')
  const place =
    database === 'remote'
      ? ['--remote']
      : ['--local', ...(existsSync(ofStart) ? ['--persist-to', ofStart] : [])]
  return async (statements) => {
    const said = await run(['d1', 'execute', 'DB', '--json', '--command', statements.join('; '), ...place])
    const answers: unknown = JSON.parse(said)
    if (!Array.isArray(answers)) throw new Error(`wrangler did not say what it found: ${firstLine(said)}`)
    return answers.map((answer: unknown) => {
      const results = isRecord(answer) ? answer['results'] : undefined
      return Array.isArray(results) ? results.filter(isRecord) : []
    })
  }
}

const longestMs = 120_000
const mostBytes = 256 * 1024 * 1024

const run = (args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      PATH: [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter),
      // It must not open a browser to log in.
      CI: '1',
      NO_COLOR: '1',
      WRANGLER_SEND_METRICS: 'false',
    }
    execFile(
      process.execPath,
      [wrangler, ...args],
      { cwd: root, env, timeout: longestMs, maxBuffer: mostBytes },
      (error, out, complaint) => {
        if (error) reject(new Error(mistakeIn(out, complaint) ?? firstLine(error.message)))
        else resolve(out)
      },
    )
  })

/** With `--json` it says what was wrong in JSON, too; else it is the line marked as an error. */
function mistakeIn(out: string, complaint: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(out)
    const mistake = isRecord(answer) ? answer['error'] : undefined
    if (isRecord(mistake) && typeof mistake['text'] === 'string') return adviceOn(mistake['text'])
  } catch {
    // It said it in words.
  }
  const line = `${complaint}\n${out}`.split('\n').find((each) => /error/i.test(each))
  return line === undefined ? undefined : adviceOn(line.replace(/^.*?\[ERROR\]\s*/, ''))
}

function adviceOn(mistake: string): string {
  if (/CLOUDFLARE_API_TOKEN|logged in|log in|authenticat/i.test(mistake))
    return 'wrangler is not logged in; `npx wrangler login`'
  if (/no such table/i.test(mistake))
    return `${firstLine(mistake)}; \`npx wrangler d1 migrations apply DB\` makes what is missing`
  return firstLine(mistake)
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? ''
