// The audit log's own words: what is noted of an act, and the page of it that `/api/audit` shows.

import type { Handler } from 'hono'
import { listAudit, saveAudit } from '../integrations/store/audit.ts'
import { quoted } from '../rules/quoted.ts'
import type { SignedIn, User } from './login/login.ts'

/** Answers the id by which the outcome is noted. */
export const note = (
  db: D1Database,
  user: User,
  action: string,
  subject: string,
  outcome: string,
): Promise<number> =>
  saveAudit(db, {
    at: new Date().toISOString(),
    who: user.name,
    action,
    // What somebody sends as a subject need not be one.
    subject: quoted(subject, longestSubject),
    outcome,
  })

const longestSubject = 200

const usualPage = 50
const largestPage = 200

/** Newest first; `next` is the `before` of the page after, or null. */
export const showAudit: Handler<SignedIn> = async (c) => {
  const before = count(c.req.query('before'))
  const limit = count(c.req.query('limit') ?? String(usualPage))
  if (before === 'wrong' || limit === 'wrong' || limit === undefined || limit > largestPage)
    return c.json({ error: `\`before\` is a row's id, \`limit\` a number from 1 to ${largestPage}` }, 400)
  const audit = await listAudit(c.env.DB, before, limit)
  const next = audit.length === limit ? (audit.at(-1)?.id ?? null) : null
  return c.json({ audit, next })
}

function count(text: string | undefined): number | 'wrong' | undefined {
  if (text === undefined) return undefined
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 'wrong'
}
