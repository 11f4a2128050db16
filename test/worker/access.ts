// A Cloudflare Access in memory: teams with keys of their own behind the global `fetch`, and the tokens they sign.

import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose'
import { vi } from 'vitest'
import type { Env } from '../../src/worker/env.ts'

/** The tag of the application in front of the Worker. */
export const audience = 'f5a1c3e0d2b4968778695a4b3c2d1e0ff0e1d2c3b4a5968778695a4b3c2d1e0f'

type Key = { readonly kid: string; readonly signing: CryptoKey; readonly shown: CryptoKey }

async function makeKey(kid: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { kid, signing: privateKey, shown: publicKey }
}

export type Claims = JWTPayload & { readonly email?: unknown; readonly common_name?: unknown }

export type Access = Awaited<ReturnType<typeof startAccess>>

/** The team's keys are remembered by the Worker for as long as its isolate lives: a test that changes them takes a team of its own. */
export async function startAccess(team = 'trust') {
  const issuer = `https://${team}.cloudflareaccess.com`
  let keys: readonly Key[] = [await makeKey('first')]
  let answer: (() => Response | Promise<Response>) | undefined
  let asked = 0

  /** The keys of this team; other calls go where they went before. */
  function listen(): void {
    const spy = vi.spyOn(globalThis, 'fetch')
    const others = spy.getMockImplementation()
    spy.mockImplementation(async (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      if (url !== `${issuer}/cdn-cgi/access/certs`) {
        if (!others) throw new Error(`nobody is at ${url}`)
        return others(input, init)
      }
      asked += 1
      if (answer) return answer()
      const shown = keys.map(async ({ kid, shown: key }) => ({
        ...(await exportJWK(key)),
        kid,
        alg: 'RS256',
        use: 'sig',
      }))
      return Response.json({ keys: await Promise.all(shown), public_cert: {}, public_certs: [] })
    })
  }

  function newest(): Key {
    const key = keys.at(-1)
    if (!key) throw new Error('the team has no key')
    return key
  }

  const seconds = () => Math.floor(Date.now() / 1000)
  const usual = (): Claims => ({
    aud: [audience],
    iss: issuer,
    iat: seconds(),
    nbf: seconds(),
    exp: seconds() + 3600,
    type: 'app',
    sub: '7335d417-61da-459d-899c-0a01c76a2f94',
    country: 'GB',
  })

  /** Signed with the newest key; a claim of `undefined` is left out. */
  async function token(claims: Claims, key = newest(), header = {}): Promise<string> {
    const given = Object.entries({ ...usual(), ...claims }).filter(([, value]) => value !== undefined)
    return new SignJWT(Object.fromEntries(given))
      .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT', ...header })
      .sign(key.signing)
  }

  return {
    listen,
    token,
    usual,
    makeKey,
    settings: { REDRESS_LOCAL: '', ACCESS_TEAM_DOMAIN: team, ACCESS_AUD: audience } satisfies Partial<Env>,
    /** What a request of this person brings. */
    as: async (email: string) => ({ 'Cf-Access-Jwt-Assertion': await token({ email }) }),
    asMachine: async (name: string) => ({
      'Cf-Access-Jwt-Assertion': await token({ common_name: name, sub: '' }),
    }),
    publicPem: async () => exportSPKI(newest().shown),
    /** How often the keys were asked for. */
    asked: () => asked,
    rotate: async (kid: string) => {
      keys = [...keys.slice(-1), await makeKey(kid)]
    },
    /** Answers instead of the keys; with `undefined` they are back. */
    answerWith: (instead: typeof answer) => {
      answer = instead
    },
  }
}
