// Redress itself as a child process: `wrangler dev` on this machine, its output reduced to what a person wants to see.

import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const wrangler = fileURLToPath(new URL('../node_modules/wrangler/bin/wrangler.js', import.meta.url))

const environment = {
  ...process.env,
  // Whatever wrangler starts in turn runs on this Node.
  PATH: [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter),
  CI: '1',
  NO_COLOR: '1',
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  CLOUDFLARE_INCLUDE_PROCESS_ENV: 'false',
}

/** Folder of the local HubSpot's file, the database and the log; git ignores the usual one. */
export const stateFolder = path.resolve(root, process.env['REDRESS_STATE'] ?? '.redress')
export const logFile = path.join(stateFolder, 'worker.log')
const persist = ['--persist-to', path.join(stateFolder, 'wrangler')]

const start = (args: readonly string[], detached: boolean): ChildProcess =>
  spawn(process.execPath, [wrangler, ...args], {
    cwd: root,
    env: environment,
    detached,
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Applies the migrations of the local database. Throws with what wrangler said where that fails. */
export async function applyMigrations(): Promise<void> {
  const child = start(['d1', 'migrations', 'apply', 'DB', '--local', ...persist], false)
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`the database could not be prepared:\n${said.trim()}`)
}

const staysInForce = '(the rules as they were stay in force)'

/** What a line of wrangler's output says to a person: decisions, refused webhooks, retries, mistakes in the rules. */
function toldBy(line: string): string | undefined {
  if (/^(ticket \d+: |webhook refused|\d+ tickets? again in )/.test(line)) return line
  // The build step's words come inside an object that wrangler prints.
  const mistake = /(rules\/[\w./-]+\.json(?::\d+:\d+)?: .+?)(?:\\n)?['"]?(?:,| \+)?$/.exec(line)?.[1]
  return mistake === undefined ? undefined : `${mistake} ${staysInForce}`
}

export type WorkerProcess = { readonly stop: () => Promise<void>; readonly ended: Promise<number> }

/**
 * What `wrangler dev` is called with. The file named by `noVars` is empty and stands in for `.dev.vars` and `.env`, which
 * wrangler would read: in those are the settings, and the token, of a live account.
 */
export const devArguments = (
  port: number,
  vars: Readonly<Record<string, string>>,
  noVars: string,
): readonly string[] => [
  'dev',
  '--ip',
  '127.0.0.1',
  '--port',
  String(port),
  '--inspector-port',
  '0',
  '--show-interactive-dev-session=false',
  '--env-file',
  noVars,
  ...persist,
  ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
]

/** Starts the Worker. Lines that it logs for a person go to `onLine`, all of them to the log file. */
export function startWorker(
  port: number,
  vars: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): WorkerProcess {
  const log = createWriteStream(logFile)
  const noVars = path.join(stateFolder, 'no-vars')
  writeFileSync(noVars, '')
  let before = ''
  const child = start(devArguments(port, vars, noVars), true)
  for (const stream of [child.stdout, child.stderr])
    if (stream)
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`)
        const told = toldBy(line.trim())
        // A failed build is printed twice: as it comes, and inside what wrangler says of it.
        if (told !== undefined && !(told === before && told.endsWith(staysInForce))) onLine(told)
        if (told !== undefined) before = told
      })
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
  const stop = async () => {
    if (child.exitCode === null && child.pid !== undefined) {
      // The whole group: wrangler leaves workerd behind when it is killed alone.
      try {
        process.kill(-child.pid, 'SIGTERM')
      } catch {
        return
      }
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))])
    }
  }
  return { stop, ended }
}
