// The worker between a queue that keeps what it is sent and the database: batches go in, what came of them is looked at.

import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import type { Hint } from '../../src/integrations/hubspot/events.ts'
import { freezeNow } from '../../src/integrations/store/local.ts'
import { markRules } from '../../src/integrations/store/sweeps.ts'
import type { Env } from '../../src/worker/env.ts'
import worker from '../../src/worker/index.ts'
import type { Message } from '../../src/worker/message.ts'
import { policyFor } from '../../src/worker/policy.ts'
import { pipelineId, stages, type HubSpot, type Values } from './hubspot.ts'

/** The real clock of the tests, and the local one, which decisions go by: a Monday morning a week before. */
export const realNow = '2026-12-01T12:00:00Z'
export const localNow = '2026-11-23T10:00:00Z'

export type Sent = {
  readonly ids: readonly string[]
  readonly attempt: number
  readonly delaySeconds: number | undefined
}

/** A queue that delivers nothing by itself. */
export function keptQueue() {
  const sent: { readonly message: Message; readonly delaySeconds: number | undefined }[] = []
  const send = async (message: Message, options: QueueSendOptions = {}) => {
    sent.push({ message, delaySeconds: options.delaySeconds })
    return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } }
  }
  const never = () => Promise.reject(new Error('the worker has no use for this'))
  const queue: Queue<Message> = { send, sendBatch: never, metrics: never }
  return {
    queue,
    messages: () => sent.map(({ message }) => message),
    hints: () => sent.flatMap(({ message }) => message.hints),
    /** What was sent since last asked. */
    take: (): readonly Sent[] =>
      sent.splice(0).map(({ message, delaySeconds }) => ({
        ids: message.hints.map(({ id }) => id),
        attempt: message.attempt,
        delaySeconds,
      })),
  }
}

export function startLoop(settings: Partial<Env> = {}) {
  const kept = keptQueue()
  const bindings: Env = { ...env, TICKETS: kept.queue, ...settings }

  async function deliver(bodies: readonly Message[], changed: Partial<Env> = {}, queue = 'redress-tickets') {
    const messages = bodies.map((body, index) => ({
      id: `message-${index + 1}`,
      timestamp: Date.parse(realNow),
      attempts: 1,
      body,
    }))
    const batch = createMessageBatch(queue, messages)
    const broke = await worker.queue(batch, { ...bindings, ...changed }).then(
      () => undefined,
      (error: unknown) => error,
    )
    const { ackAll } = await getQueueResult(batch, createExecutionContext())
    return { ackAll, broke }
  }

  return {
    ...kept,
    bindings,
    deliver,
    /** One message with these tickets, as a sweep would send it. */
    look: (...ids: readonly string[]) => deliver([message(ids)]),
    lookWith: (changed: Partial<Env>, ...ids: readonly string[]) => deliver([message(ids)], changed),
    request: async (path: string, init?: RequestInit) =>
      worker.fetch(
        new Request(path.startsWith('http') ? path : `http://localhost${path}`, init),
        bindings,
        createExecutionContext(),
      ),
  }
}

export const message = (ids: readonly string[], attempt = 0): Message => ({
  hints: ids.map((id): Hint => ({ id })),
  attempt,
})

const tables = [
  'tickets',
  'clocks',
  'moved_clocks',
  'decisions',
  'actions',
  'digests',
  'merged_tickets',
  'ticket_contacts',
  'failures',
  'leases',
  'sweeps',
  'swept_rules',
  'retries',
  'crm_pause',
  'crm_account',
  'listing',
  'refused_people',
  'audit',
] as const
const localTables = ['local_settings', 'local_messages'] as const
type Row = Readonly<Record<string, unknown>>

/** Empties the database and sets both clocks. */
export async function startAfresh(): Promise<void> {
  await env.DB.batch([...tables, ...localTables].map((table) => env.DB.prepare(`DELETE FROM ${table}`)))
  // Leases, signatures and the CRM's directory go by the real clock; waiting goes on in real time.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(realNow) })
  await setLocalClock(localNow)
  // These rules are no news.
  await markRules(env.DB, policyFor(env).digest, 2, 0)
}

export const setLocalClock = (instant: string): Promise<void> => freezeNow(env.DB, instant)

export function passSeconds(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000)
}

export async function rows(table: (typeof tables)[number], where = 'true'): Promise<readonly Row[]> {
  const { results } = await env.DB.prepare(`SELECT * FROM ${table} WHERE ${where} ORDER BY 1, 2`).all()
  return results
}

/** The one row of that condition. */
export async function row(table: (typeof tables)[number], where: string): Promise<Row> {
  const [only, ...others] = await rows(table, where)
  if (!only || others.length > 0) throw new Error(`${table}: not one row where ${where}`)
  return only
}

/** All that the database holds, to be compared. */
export const everything = async () =>
  Object.fromEntries(await Promise.all(tables.map(async (t) => [t, await rows(t)])))

/** The database, which calls `before` with each statement: throwing there is a D1 that fails at it. */
export function watched(before: (sql: string) => void): D1Database {
  return new Proxy(env.DB, {
    get(db, key) {
      const value: unknown = Reflect.get(db, key, db)
      if (key === 'prepare')
        return (sql: string) => {
          before(sql)
          return db.prepare(sql)
        }
      return typeof value === 'function' ? value.bind(db) : value
    },
  })
}

/** The database, which calls `before` with each text that is bound to a statement. */
export function weighed(before: (text: string) => void): D1Database {
  return new Proxy(env.DB, {
    get(db, key) {
      const value: unknown = Reflect.get(db, key, db)
      if (key === 'prepare')
        return (sql: string) => {
          const statement = db.prepare(sql)
          const bind = statement.bind.bind(statement)
          return Object.assign(statement, {
            bind(...values: readonly unknown[]) {
              for (const text of values) if (typeof text === 'string') before(text)
              return bind(...values)
            },
          })
        }
      return typeof value === 'function' ? value.bind(db) : value
    },
  })
}

/** A database that fails at statements that hold `text`. */
export const failingAt = (text: string): D1Database =>
  watched((sql) => {
    if (sql.includes(text)) throw new Error('D1_ERROR: storage is not available')
  })

/** A new complaint about repairs, as customer services would record it. */
export function complaint(hubspot: HubSpot, id: string, values: Values = {}): void {
  hubspot.tickets.set(id, {
    hs_pipeline: pipelineId,
    hs_pipeline_stage: stages.early,
    createdate: '2026-11-23T08:30:00Z',
    complaint_received_at: '2026-11-23T08:00:00Z',
    complaint_service_area: 'repairs',
    ...values,
  })
}

/** What makes it formal: it moves to stage 1, to be acknowledged by Thu 26 Nov and answered by Mon 7 Dec. */
export const formal: Values = {
  complaint_formal_requested: 'true',
  complaint_formal_requested_at: '2026-11-23T09:00:00Z',
}

/** A message whose consumer dies at the first call of that name: before HubSpot carried it out, or after. */
export async function dieAt(
  hubspot: HubSpot,
  name: string,
  when: 'before' | 'after',
  start: () => Promise<unknown>,
): Promise<void> {
  const reached = Promise.withResolvers<undefined>()
  hubspot.spoil((call, go) => {
    if (call.name !== name) return undefined
    if (when === 'after') go()
    reached.resolve(undefined)
    return new Promise<Response>(() => {})
  })
  void start()
  await reached.promise
  hubspot.mend()
}
