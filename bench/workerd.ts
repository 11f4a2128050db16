// Starts a Worker in workerd by way of Miniflare, with its database set up, and ends it again.

import { readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { root } from './bundled.ts'

export const clientSecret = 'client-secret'

export type Bindings = Readonly<Record<string, string>>

type Start = {
  /** A module, with all that it needs in it. */
  readonly script: string
  readonly bindings?: Bindings
  /** Whether it has the database, and a consumer for the queue that it sends to; without one messages are dropped. */
  readonly hasDatabase?: boolean
  readonly isConsumer?: boolean
}

export type Running = {
  /** Answered by the Worker itself: Miniflare's own entry would stand before every request. */
  readonly url: string
  readonly db: () => Promise<D1>
  readonly stop: () => Promise<void>
}

/** As much of D1 as is used here. */
export type D1 = { readonly prepare: (sql: string) => { run: () => Promise<unknown> } }

export async function startWorker({
  script,
  bindings = {},
  hasDatabase,
  isConsumer,
}: Start): Promise<Running> {
  const mf = new Miniflare(
    convertV4MiniflareOptions({
      name: 'redress',
      modules: [{ type: 'ESModule', path: script }],
      modulesRoot: dirname(script),
      compatibilityDate: '2026-10-01',
      compatibilityFlags: ['nodejs_compat'],
      // A line for each ticket; only what goes wrong is to be seen.
      handleStructuredLogs: ({ level, message }) => {
        if (level === 'warn' || level === 'error') console.error(message)
      },
      unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
      bindings: { HUBSPOT_CLIENT_SECRET: clientSecret, HUBSPOT_APP_ID: '50780459', ...bindings },
      queueProducers: { TICKETS: 'redress-tickets' },
      ...(hasDatabase && { d1Databases: { DB: 'redress' } }),
      // As in wrangler.toml.
      ...(isConsumer && { queueConsumers: { 'redress-tickets': { maxBatchSize: 100, maxBatchTimeout: 1 } } }),
    }),
  )
  await mf.ready
  const { origin } = await mf.unsafeGetDirectURL('redress')
  const db = () => mf.getD1Database('DB')
  if (hasDatabase) await migrate(await db())
  return { url: origin, db, stop: () => mf.dispose() }
}

async function migrate(db: D1): Promise<void> {
  const folder = join(root, 'migrations')
  for (const file of readdirSync(folder).toSorted())
    for (const statement of readFileSync(join(folder, basename(file)), 'utf8')
      .replaceAll(/--.*$/gm, '')
      .split(';'))
      if (statement.trim() !== '') await db.prepare(statement).run()
}

export type Counts = Readonly<Record<string, number>>

/** Asks the counting Worker: see counting-worker.js. */
export async function control(url: string, query = ''): Promise<Counts> {
  const response = await fetch(`${url}/counted?${query}`)
  const counts: unknown = await response.json()
  if (!response.ok) throw new Error(`the Worker answered ${response.status} to ${query}`)
  return Object(counts)
}
