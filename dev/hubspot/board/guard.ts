// The board needs no token, so it answers only this machine's own browser: no other host name, no other site's page.

import type { MiddlewareHandler } from 'hono'

const own = new Set(['localhost', '127.0.0.1', '[::1]'])

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

export const guard: MiddlewareHandler = async (c, next) => {
  const url = new URL(c.req.url)
  const host = c.req.header('host') ?? url.host
  if (!own.has(host.replace(/:\d+$/, '')))
    return c.json({ message: 'the board answers to this machine only' }, 403)
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  // A plain form's origin is `null`, since the page sends no referrer.
  const isOwnForm = origin === 'null' && site === 'same-origin'
  const isForeign = origin !== undefined && origin !== `${url.protocol}//${host}` && !isOwnForm
  if (c.req.method !== 'GET' && (isForeign || site === 'cross-site')) {
    return c.json({ message: 'the board takes changes from its own page only' }, 403)
  }
  await next()
  c.res.headers.set('content-security-policy', policy)
  c.res.headers.set('x-content-type-options', 'nosniff')
  c.res.headers.set('referrer-policy', 'no-referrer')
  c.res.headers.set('cache-control', 'no-store')
  return undefined
}
