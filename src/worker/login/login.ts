// Who uses the API, and how far: signed in through Cloudflare Access, with the access that the policy's directory gives.

import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Person, Policy } from '../../rules/policy.ts'
import type { Result } from '../../rules/result.ts'
import { isLocal, isLoopback, type Env } from '../env.ts'
import { policyFor } from '../policy.ts'
import type { BodyFault } from '../read-body.ts'
import { accessSettings } from './access-settings.ts'
import { verifyToken, type Identity } from './access-token.ts'

export type User = {
  /** An e-mail address, the client id of a service token, or `local`. */
  readonly name: string
  /** `undefined`: signed in, and no more. */
  readonly access: Person['access']
}

export type SignedIn = {
  Bindings: Env
  Variables: { user: User; body: Result<Uint8Array, BodyFault> }
}

/** Lets through whoever is signed in, and all on this machine where it is local. Closed where Access is not set up. */
export const login: MiddlewareHandler<SignedIn> = async (c, next) => {
  if (isLocal(c.env) && isLoopback(new URL(c.req.url))) {
    c.set('user', { name: 'local', access: 'editor' })
    return next()
  }
  const settings = accessSettings(c.env)
  if (!settings.ok) return c.json({ error: `the API is closed: ${settings.error}` }, 403)
  // Access sets both for a browser; the cookie need not come along.
  const token = c.req.header('Cf-Access-Jwt-Assertion') ?? getCookie(c, 'CF_Authorization')
  if (!token) return unknown(c, 'sign in: there is no token of Cloudflare Access')
  const verified = await verifyToken(token, settings.value)
  if (!verified.ok) {
    const { kind, why } = verified.error
    console.warn(`login refused: ${why}`)
    if (kind === 'refused') return unknown(c, `sign in again: the token does not hold: ${why}`)
    return c.json({ error: 'nobody can be let in: the keys of Cloudflare Access can not be read' }, 503)
  }
  c.set('user', { name: verified.value.name, access: accessOf(verified.value, policyFor(c.env)) })
  return next()
}

const unknown = (c: Context, error: string): Response =>
  c.json({ error }, 401, { 'WWW-Authenticate': 'Cloudflare-Access' })

/** Lets through who may at least look. */
export const readersOnly: MiddlewareHandler<SignedIn> = async (c, next) => {
  const { user } = c.var
  if (user.access === undefined) return c.json({ error: strangerWords(user, policyFor(c.env)) }, 403)
  return next()
}

export const editorsOnly: MiddlewareHandler<SignedIn> = async (c, next) => {
  const { user } = c.var
  if (user.access !== 'editor') return c.json({ error: notEditorWords(user, policyFor(c.env)) }, 403)
  return next()
}

/** A machine's name is never an address, so nobody is taken for a person by it. */
const accessOf = ({ name }: Identity, { directory }: Policy): Person['access'] => directory?.get(name)?.access

const strangerWords = ({ name }: User, { id }: Policy): string =>
  `you are signed in as \`${name}\`, to whom the directory gives no access: whoever edits \`directory\` in \`rules/${id}/policy.json\` can`

export const notEditorWords = (user: User, policy: Policy): string =>
  user.access === undefined
    ? strangerWords(user, policy)
    : `you are signed in as \`${user.name}\`, who may look and not act: whoever edits \`directory\` in \`rules/${policy.id}/policy.json\` can make you an editor`
