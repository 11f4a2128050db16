// Pages of a list: `limit` and `after` in, `results` and `paging` out.

import type { Context } from 'hono'

export type Page<T> = { results: T[]; paging?: { next: { after: string; link: string } } }

export function page<T, U>(c: Context, all: readonly T[], most: number, print: (each: T) => U): Page<U> {
  const limit = Math.min(most, Math.max(1, Number(c.req.query('limit')) || Math.min(most, 100)))
  const after = Number(c.req.query('after')) || 0
  const results = all.slice(after, after + limit).map(print)
  const next = after + limit
  if (next >= all.length) return { results }
  const url = new URL(c.req.url)
  url.searchParams.set('after', String(next))
  return { results, paging: { next: { after: String(next), link: url.href } } }
}
