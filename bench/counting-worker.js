// The Worker as it is deployed, with what Cloudflare charges for counted: requests, messages, rows of D1. And a clock to set.

import worker from '../src/worker/index.ts'

const counts = { requests: 0, messages: 0, statements: 0, rowsRead: 0, rowsWritten: 0 }

function note(result) {
  counts.statements += 1
  counts.rowsRead += result.meta.rows_read
  counts.rowsWritten += result.meta.rows_written
  return result
}

const proxied = (target, own) =>
  new Proxy(target, {
    get(_, key) {
      if (Object.hasOwn(own, key)) return own[key]
      const value = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

const countedStatement = (statement) =>
  proxied(statement, {
    plain: statement,
    bind: (...values) => countedStatement(statement.bind(...values)),
    run: async () => note(await statement.run()),
    all: async () => note(await statement.all()),
    // It tells nothing of the rows that it read.
    first: async () => note(await statement.all()).results[0] ?? null,
  })

const countedDatabase = (db) =>
  proxied(db, {
    prepare: (sql) => countedStatement(db.prepare(sql)),
    batch: async (statements) => (await db.batch(statements.map(({ plain }) => plain))).map(note),
  })

const countedQueue = (queue) =>
  proxied(queue, {
    send: (...given) => {
      counts.messages += 1
      sent += 1
      return queue.send(...given)
    },
  })

const counted = (env) => ({ ...env, DB: countedDatabase(env.DB), TICKETS: countedQueue(env.TICKETS) })

const realNow = Date.now
let sent = 0
let done = 0

/** `GET /counted` tells; `?reset` starts anew, `?now=<ms>` sets the clock, `?cron=` runs one. */
async function control(asked, env) {
  if (asked.has('now')) {
    const ahead = Number(asked.get('now')) - realNow()
    Date.now = () => realNow() + ahead
  }
  if (asked.has('cron')) await worker.scheduled({ cron: asked.get('cron') }, counted(env))
  const told = { ...counts, pending: sent - done }
  if (asked.has('reset')) for (const key of Object.keys(counts)) counts[key] = 0
  return Response.json(told)
}

export default {
  fetch(request, env, context) {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/counted') return control(searchParams, env)
    counts.requests += 1
    return worker.fetch(request, counted(env), context)
  },
  async queue(batch, env) {
    await worker.queue(batch, counted(env))
    done += batch.messages.length
  },
}
