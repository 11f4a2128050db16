// Promises broken on purpose, by what stands around the Worker: each shows that the simulation would find it.

import type { DatabaseSync } from 'node:sqlite'
import { type Perform, type Query, type Rows } from './d1.ts'
import type { Answering, Call } from './network.ts'
import type { Message } from './redress.ts'
import { d1Step } from './steps.ts'

type Send = (message: Message, delaySeconds?: number) => void

/** What stands around the Worker in a world, some of it broken. Made anew for each world. */
export type Break = {
  readonly queue?: (send: Send) => Send
  readonly database?: (perform: Perform, database: DatabaseSync) => Perform
  readonly network?: (answering: Answering) => Answering
  /** What Redress takes an answer for, whatever befell it on the way. */
  readonly understand?: (call: Call, answer: Response) => Response
  /** A message is gone once it is delivered, whatever becomes of it. */
  readonly isAckedFirst?: boolean
}

const found = (results: readonly unknown[]): Rows => ({ results, changes: results.length })
/** A step that does nothing. */
const nothing: readonly Query[] = [{ sql: 'SELECT 1', values: [] }]
const heldBySomebody =
  /EXISTS \(SELECT 1 FROM leases WHERE leases\.ticket_id = [^)]*? AND leases\.holder = \?2\)/g
const parsed = (query: Query | undefined): readonly unknown[] => JSON.parse(String(query?.values[0] ?? '[]'))

const withBody = ({ url, method, headers }: Request, body: string): Request =>
  new Request(url, { method, headers, ...(method !== 'GET' && { body }) })

export const breaks = {
  'acknowledges before it has written': (): Break => ({ isAckedFirst: true }),

  'notes a task only after it was made': (): Break => ({
    database: (perform, database) => {
      const claims = new Map<string, object>()
      return async (queries) => {
        const [query] = queries
        if (d1Step(queries) === 'd1 claim') {
          await perform(nothing)
          const fresh = (parsed(query) as { key: string }[]).filter(
            ({ key }) => database.prepare('SELECT 1 FROM actions WHERE key = ?').get(key) === undefined,
          )
          for (const claim of fresh) claims.set(claim.key, claim)
          return [found(fresh.map(({ key }) => ({ key, state: 'claimed' })))]
        }
        const claim =
          query?.sql.includes("SET state = 'made', remote_id") && claims.get(String(query.values[0]))
        if (!claim) return perform(queries)
        const sql = `INSERT OR IGNORE INTO actions (key, ticket_id, kind, state, subject, claimed_at)
          SELECT ?1 ->> 'key', ?1 ->> 'ticketId', ?1 ->> 'kind', 'claimed', ?1 ->> 'subject', 0`
        return (await perform([{ sql, values: [JSON.stringify(claim)] }, ...queries])).slice(1)
      }
    },
  }),

  'lets a bad ticket keep the others from it': (): Break => {
    let refused: { readonly ids: readonly string[]; readonly text: string; readonly at: number } | undefined
    return {
      network: (answering) => async (request) => {
        if (!request.url.endsWith('/tickets/batch/update')) return answering(request)
        const { inputs } = (await request.clone().json()) as { inputs: readonly { id: string }[] }
        const ids = inputs.map(({ id }) => id)
        const before = refused
        if (before && Date.now() - before.at < 30_000 && ids.every((id) => before.ids.includes(id)))
          return new Response(before.text, { status: 400 })
        const answer = await answering(request)
        if (answer.status !== 400) return answer
        refused = { ids, text: await answer.clone().text(), at: Date.now() }
        return answer
      },
    }
  },

  'takes a part for the whole': (): Break => ({
    understand: ({ url, body = '' }, answer) => {
      if (answer.status !== 207 || !url.endsWith('/tickets/batch/update')) return answer
      const { inputs } = JSON.parse(body) as { inputs: readonly object[] }
      return Response.json({ status: 'COMPLETE', results: inputs })
    },
  }),

  'decides from what it read before': (): Break => {
    const known = new Map<string, { readonly at: number; readonly text: string }>()
    return {
      network: (answering) => async (request) => {
        if (!request.url.endsWith('/tickets/batch/read')) return answering(request)
        const asked = await request.clone().text()
        const before = known.get(asked)
        if (before && Date.now() - before.at < 600_000) return new Response(before.text, { status: 200 })
        const answer = await answering(request)
        if (answer.status === 200) known.set(asked, { at: Date.now(), text: await answer.clone().text() })
        return answer
      },
    }
  },

  'has no leases': (): Break => ({
    database: (perform) => {
      const mine = new Set<string>()
      return async (queries) => {
        const [query] = queries
        if (query?.sql.includes('INSERT INTO leases')) {
          await perform(nothing)
          const ids = parsed(query).map(String)
          for (const id of ids) mine.add(id)
          return [found(ids.map((id) => ({ ticket_id: id })))]
        }
        const rows = await perform(
          queries.map(({ sql, values }) => ({
            sql: sql.replaceAll(heldBySomebody, '?2 IS NOT NULL'),
            values,
          })),
        )
        return rows.map((row, index) => {
          const sql = queries[index]?.sql ?? ''
          if (sql.startsWith('UPDATE leases')) return { ...row, changes: mine.size }
          return sql.includes('FROM leases WHERE holder = ?1') ? found([...mine].map((id) => ({ id }))) : row
        })
      }
    },
  }),

  'does not note what it is about to write': (): Break => ({
    database: (perform) => (queries) =>
      d1Step(queries) === 'd1 intent'
        ? perform([...queries, { sql: 'UPDATE tickets SET pending = NULL', values: [] }]).then((rows) =>
            rows.slice(0, -1),
          )
        : perform(queries),
  }),

  'drops what has to be tried again': (): Break => ({
    queue: (send) => (message, delaySeconds) => {
      if (delaySeconds === undefined) send(message)
    },
    database: (perform) => async (queries) => {
      const [query] = queries
      if (!query?.sql.includes('INSERT INTO retries')) return perform(queries)
      await perform(nothing)
      return [found((parsed(query) as { id: string }[]).map(({ id }) => ({ id })))]
    },
  }),

  'lists no tickets at night': (): Break => ({
    network: (answering) => async (request) =>
      request.url.endsWith('/search') ? Response.json({ total: 0, results: [] }) : answering(request),
  }),
  'takes a merged ticket for a new one': (): Break => ({
    network: (answering) => async (request) => {
      const answer = await answering(request)
      if (!request.url.endsWith('/tickets/batch/read')) return answer
      const text = await answer.text()
      return new Response(
        text.replaceAll(/"hs_merged_object_ids":"[^"]*"/g, '"hs_merged_object_ids":""'),
        answer,
      )
    },
  }),

  'shows due dates a day late': (): Break => ({
    network: (answering) => async (request) => {
      if (!request.url.includes('/tickets/')) return answering(request)
      const late = (date: string) => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)
      const text = (await request.text()).replaceAll(
        /(_due":")([\d-]{10})"/g,
        (_, name: string, date: string) => `${name}${late(date)}"`,
      )
      return answering(withBody(request, text))
    },
  }),

  'makes tasks that are done already': (): Break => ({
    network: (answering) => async (request) =>
      request.method === 'POST' && request.url.endsWith('/tasks')
        ? answering(withBody(request, (await request.text()).replaceAll('NOT_STARTED', 'COMPLETED')))
        : answering(request),
  }),

  'makes no notes': (): Break => {
    let made = 0
    return {
      network: (answering) => async (request) =>
        request.method === 'POST' && request.url.endsWith('/notes')
          ? Response.json({ id: `9${(made += 1)}`, properties: {} }, { status: 201 })
          : answering(request),
    }
  },

  'records another input': (): Break => ({
    database: (perform) => (queries) =>
      perform(
        queries.map(({ sql, values }) => ({
          sql,
          values: sql.includes('INSERT INTO decisions')
            ? values.map((value) =>
                typeof value === 'string'
                  ? value.replaceAll('complaint_formal_requested', 'complaint_formal_forgotten')
                  : value,
              )
            : values,
        })),
      ),
  }),
} satisfies Record<string, () => Break>

export type BreakName = keyof typeof breaks
