// Runs a module in a workerd process of its own, with nothing beside it, and says how long the first answer took from its start.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { Call } from './load.ts'
import { clientSecret } from './workerd.ts'

// The same that wrangler runs.
const fromWrangler = createRequire(createRequire(import.meta.url).resolve('wrangler'))
const { default: workerd }: { readonly default: string } = fromWrangler('workerd')

export const { version: workerdVersion }: { readonly version: string } = fromWrangler('workerd/package.json')

/** A configuration beside the script: paths in it are relative to it. Answers its path. */
export function writeConfig(script: string): string {
  const file = join(dirname(script), `${basename(script)}.capnp`)
  writeFileSync(
    file,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .main) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ] );
const main :Workerd.Worker = (
  modules = [ (name = "index.js", esModule = embed "${basename(script)}") ],
  compatibilityDate = "2026-10-01",
  bindings = [ (name = "HUBSPOT_CLIENT_SECRET", text = "${clientSecret}") ] );
`,
  )
  return file
}

/** Milliseconds from the start of the process to the end of its first answer, which must be a success. */
export async function msToFirstAnswer(config: string, callTo: (origin: string) => Call): Promise<number> {
  const started = performance.now()
  const child = spawn(workerd, ['serve', config, '--control-fd=3'], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  const exit = once(child, 'exit')
  try {
    const port = await Promise.race([portFrom(child.stdio[3]), exit.then(() => undefined)])
    if (port === undefined) throw new Error('workerd ended before it listened')
    const { url, body, headers } = callTo(`http://127.0.0.1:${port}`)
    const answer = await fetch(url, { method: 'POST', body, headers })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`the first answer was ${answer.status}`)
    return performance.now() - started
  } finally {
    child.kill('SIGKILL')
    await exit
  }
}

/** It says so on this channel, a line of JSON for each socket. */
async function portFrom(control: unknown): Promise<number | undefined> {
  if (!(control instanceof Readable)) throw new Error('workerd has no channel to say where it listens')
  let said = ''
  for await (const chunk of control) {
    said += String(chunk)
    const port = /"event":"listen".*?"port":(\d+)/.exec(said)?.[1]
    if (port !== undefined) return Number(port)
  }
  return undefined
}
