// The login of `/api`: tokens of Cloudflare Access that hold and that do not, its keys, and who may do what by the directory.

import { exportJWK, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { accessSettings } from '../../src/worker/login/access-settings.ts'
import type { Person } from '../../src/rules/policy.ts'
import type { Env } from '../../src/worker/env.ts'
import { policyFor } from '../../src/worker/policy.ts'
import { audience, startAccess, type Access, type Claims } from './access.ts'
import { passSeconds, startAfresh, startLoop } from './loop.ts'

const editor = 'grace.customer@bournville.example'
const viewer = 'ruth.director@bournville.example'
const withoutAccess = 'priya.repairs@bournville.example'

let access: Access
const said: string[] = []

beforeAll(async () => {
  access = await startAccess()
})

beforeEach(async () => {
  await startAfresh()
  said.length = 0
  for (const level of ['log', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...words) => void said.push(words.map(String).join(' ')))
  access.listen()
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

type Headers = Readonly<Record<string, string>>

async function ask(headers: Headers, path = '/api/due', of: Access = access) {
  const loop = startLoop(of.settings)
  const response = await loop.request(`https://redress.example.org${path}`, { headers })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

const withToken = async (token: string, of: Access = access) =>
  ask({ 'Cf-Access-Jwt-Assertion': token }, '/api/due', of)

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

describe('a token', () => {
  it('of a person in the directory lets them in, whatever the letters of the address', async () => {
    expect(await ask(await access.as(editor))).toMatchObject({ status: 200, body: { due: [] } })
    expect((await ask(await access.as(viewer.toUpperCase()))).status).toBe(200)
  })

  it('is taken from the cookie, too, but not where a header says otherwise', async () => {
    const good = await access.token({ email: editor })
    const bad = await access.token({ email: editor, aud: ['another'] })
    const cookie = (token: string) => ({ Cookie: `theme=dark; CF_Authorization=${token}; CF_AppSession=1` })
    expect((await ask(cookie(good))).status).toBe(200)
    expect((await ask(cookie(bad))).status).toBe(401)
    expect((await ask({ ...cookie(good), 'Cf-Access-Jwt-Assertion': bad })).status).toBe(401)
  })

  it.each<[string, (seconds: () => number) => Claims, string]>([
    ['for another application', () => ({ aud: ['0'.repeat(64)] }), 'it is for another application'],
    ['for no application', () => ({ aud: undefined }), 'it is for another application'],
    ['for part of the tag', () => ({ aud: [audience.slice(0, 32)] }), 'it is for another application'],
    [
      'of another team that signs alike',
      () => ({ iss: 'https://other.cloudflareaccess.com' }),
      'it is from another team',
    ],
    ['of the team without https', () => ({ iss: 'trust.cloudflareaccess.com' }), 'it is from another team'],
    ['of nobody', () => ({ iss: undefined }), 'it is from another team'],
    ['that has expired', (now) => ({ exp: now() - 31 }), 'it has expired'],
    ['that is not valid yet', (now) => ({ nbf: now() + 31 }), 'it is not valid yet'],
    ['without an end', () => ({ exp: undefined }), 'it has no end'],
    ['whose end is a word', () => ({ exp: 'never' as unknown as number }), 'it has no end'],
    ['that names nobody', () => ({}), 'it names nobody'],
    ['with an address that is none', () => ({ email: 'grace' }), 'it names nobody'],
    ['with a list of addresses', () => ({ email: [editor] }), 'it names nobody'],
    ['with an address that turns its letters', () => ({ email: `\u202E${editor}` }), 'it names nobody'],
    ['with an address that can not all be seen', () => ({ email: `${editor}\u0000` }), 'it names nobody'],
    ['with an address without an end', () => ({ email: `${'x'.repeat(250)}@y.example` }), 'it names nobody'],
    ['of a certificate in the name of an address', () => ({ common_name: editor }), 'it names nobody'],
  ])('%s is refused', async (_, claims, why) => {
    const token = await access.token(claims(() => inSeconds(0)))
    const { status, body } = await withToken(token)
    expect([status, body]).toEqual([401, { error: `sign in again: the token does not hold: ${why}` }])
    expect(said).toEqual([`login refused: ${why}`])
  })

  it('holds half a minute longer than it says, for clocks that differ, and starts so much earlier', async () => {
    expect((await withToken(await access.token({ email: editor, exp: inSeconds(-29) }))).status).toBe(200)
    expect((await withToken(await access.token({ email: editor, nbf: inSeconds(29) }))).status).toBe(200)
  })

  it('expires by the real clock, and not by the local one', async () => {
    const headers = await access.as(editor)
    expect((await ask(headers)).status).toBe(200)
    passSeconds(3700)
    expect((await ask(headers)).status).toBe(401)
  })

  it('without a signature is refused: algorithm `none`', async () => {
    const unsigned = new UnsecuredJWT({ ...access.usual(), email: editor }).encode()
    const { status, body } = await withToken(unsigned)
    expect([status, body]).toEqual([
      401,
      { error: 'sign in again: the token does not hold: it is not signed with RS256' },
    ])
    for (const alg of ['None', 'NONE', 'nOnE', '']) {
      const head = btoa(JSON.stringify({ alg, kid: 'first', typ: 'JWT' })).replaceAll('=', '')
      expect((await withToken(`${head}.${unsigned.split('.')[1]}.`)).status).toBe(401)
    }
  })

  it('with a signature cut off, or that of another token, is refused', async () => {
    const [head, payload, signature] = (await access.token({ email: viewer })).split('.')
    const [, others] = (await access.token({ email: editor })).split('.')
    expect((await withToken(`${head}.${payload}.`)).status).toBe(401)
    expect((await withToken(`${head}.${others}.${signature}`)).body).toEqual({
      error: 'sign in again: the token does not hold: it is forged',
    })
  })

  it('signed by HS256 with the public key as the secret is refused', async () => {
    const pem = await access.publicPem()
    for (const secret of [pem, pem.trim(), pem.replace(/-----[^-]+-----|\n/g, '')]) {
      const forged = await new SignJWT({ ...access.usual(), email: editor })
        .setProtectedHeader({ alg: 'HS256', kid: 'first' })
        .sign(new TextEncoder().encode(secret))
      const { status, body } = await withToken(forged)
      expect([status, body]).toEqual([
        401,
        { error: 'sign in again: the token does not hold: it is not signed with RS256' },
      ])
    }
  })

  it('signed with another key under a known name, or with one that it brings along, is refused', async () => {
    const own = await access.makeKey('first')
    expect((await withToken(await access.token({ email: editor }, own))).body).toEqual({
      error: 'sign in again: the token does not hold: it is forged',
    })
    const jwk = { ...(await exportJWK(own.shown)), alg: 'RS256' }
    for (const header of [{ jwk }, { jku: 'https://evil.example/keys' }, { x5u: 'https://evil.example/x' }])
      expect((await withToken(await access.token({ email: editor }, own, header))).status).toBe(401)
    const renamed = { ...own, kid: 'mine' }
    passSeconds(60)
    expect((await withToken(await access.token({ email: editor }, renamed))).body).toEqual({
      error: 'sign in again: the token does not hold: it is signed with a key that Access does not have',
    })
  })

  it.each(['x', 'a.b.c', '..', '{}', `${'a'.repeat(5000)}.b.c`, 'Bearer abc', 'null', 'é.é.é'])(
    'that is none is refused, and not said again: `%s`',
    async (token) => {
      const { status, body } = await ask({ Cookie: `CF_Authorization=${encodeURIComponent(token)}` })
      expect([status, body]).toEqual([
        401,
        { error: 'sign in again: the token does not hold: it is no token' },
      ])
    },
  )

  it('that there is not is asked for', async () => {
    const { status, body, headers } = await ask({})
    expect([status, body]).toEqual([401, { error: 'sign in: there is no token of Cloudflare Access' }])
    expect(headers.get('www-authenticate')).toBe('Cloudflare-Access')
    // What Access is said to have found out is no proof of it.
    expect((await ask({ 'Cf-Access-Authenticated-User-Email': editor })).status).toBe(401)
  })

  it('is in no answer and no line of the log', async () => {
    const token = await access.token({ email: editor, aud: ['another'] })
    const { body } = await withToken(token)
    for (const part of token.split('.')) {
      expect(JSON.stringify(body)).not.toContain(part)
      expect(said.join('\n')).not.toContain(part)
    }
  })

  it('is taken for each of several applications', async () => {
    const tags = ['a'.repeat(64), audience]
    const loop = startLoop({ ...access.settings, ACCESS_AUD: ` ${tags.join(' , ')} ` })
    for (const tag of tags) {
      const headers = { 'Cf-Access-Jwt-Assertion': await access.token({ email: editor, aud: [tag] }) }
      expect((await loop.request('/api/due', { headers })).status).toBe(200)
    }
  })
})

describe('the keys of Access', () => {
  it('are read once for many requests, and again after ten minutes', async () => {
    const team = await startAccess('once')
    team.listen()
    for (let i = 0; i < 5; i += 1)
      expect((await ask(await team.as(editor), '/api/due', team)).status).toBe(200)
    expect(team.asked()).toBe(1)
    passSeconds(601)
    await ask(await team.as(editor), '/api/due', team)
    expect(team.asked()).toBe(2)
  })

  it('rotate: a new one is found, the one before holds until it is gone', async () => {
    const team = await startAccess('rotating')
    team.listen()
    const before = await team.as(editor)
    expect((await ask(before, '/api/due', team)).status).toBe(200)
    await team.rotate('second')
    passSeconds(31)
    expect((await ask(await team.as(editor), '/api/due', team)).status).toBe(200)
    expect((await ask(before, '/api/due', team)).status).toBe(200)
    expect(team.asked()).toBe(2)
    await team.rotate('third')
    passSeconds(601)
    expect((await ask(before, '/api/due', team)).status).toBe(401)
  })

  it('are not asked for more often than every half minute for a key that nobody knows', async () => {
    const team = await startAccess('cooling')
    team.listen()
    await ask(await team.as(editor), '/api/due', team)
    const unknown = await team.makeKey('unknown')
    for (let i = 0; i < 5; i += 1)
      expect((await withToken(await team.token({ email: editor }, unknown), team)).status).toBe(401)
    expect(team.asked()).toBe(1)
    passSeconds(31)
    for (let i = 0; i < 5; i += 1) await withToken(await team.token({ email: editor }, unknown), team)
    expect(team.asked()).toBe(2)
  })

  it.each<[string, () => Response | Promise<Response>]>([
    ['are not there', () => new Response('gone', { status: 404 })],
    ['come as a page', () => new Response('<html>', { status: 200 })],
    ['come as other JSON', () => Response.json({ keys: 'none' })],
    ['are elsewhere', () => Response.redirect('https://evil.example/keys', 302)],
    ['can not be reached', () => Promise.reject(new TypeError('connection lost'))],
  ])('that %s let nobody in, and it is said to be for that', async (_, answer) => {
    const team = await startAccess(`broken-${Math.floor(Math.random() * 1e9)}`)
    team.listen()
    team.answerWith(answer)
    const headers = await team.as(editor)
    const { status, body } = await ask(headers, '/api/due', team)
    expect([status, body]).toEqual([
      503,
      { error: 'nobody can be let in: the keys of Cloudflare Access can not be read' },
    ])
    team.answerWith(undefined)
    expect((await ask(headers, '/api/due', team)).status).toBe(200)
  })

  it('serve on from memory while they can not be read, until they are ten minutes old', async () => {
    const team = await startAccess('memory')
    team.listen()
    const headers = await team.as(editor)
    expect((await ask(headers, '/api/due', team)).status).toBe(200)
    team.answerWith(() => new Response('', { status: 500 }))
    passSeconds(590)
    expect((await ask(headers, '/api/due', team)).status).toBe(200)
    passSeconds(20)
    expect((await ask(headers, '/api/due', team)).status).toBe(503)
  })
})

describe('without Access', () => {
  it.each`
    why                           | changed                                                                  | says
    ${'nothing is set'}           | ${{ ACCESS_TEAM_DOMAIN: '', ACCESS_AUD: '' }}                            | ${'set `ACCESS_TEAM_DOMAIN` and `ACCESS_AUD` to open it to those who sign in'}
    ${'the team is not set'}      | ${{ ACCESS_TEAM_DOMAIN: ' ' }}                                           | ${'set `ACCESS_TEAM_DOMAIN` to open'}
    ${'the tag is not set'}       | ${{ ACCESS_AUD: '' }}                                                    | ${'set `ACCESS_AUD` to open'}
    ${'there is a tag too few'}   | ${{ ACCESS_AUD: `${audience},` }}                                        | ${'`ACCESS_AUD` is no tag'}
    ${'the tag is nonsense'}      | ${{ ACCESS_AUD: 'my app' }}                                              | ${'`ACCESS_AUD` is no tag'}
    ${'the team is elsewhere'}    | ${{ ACCESS_TEAM_DOMAIN: 'access.example.org' }}                          | ${'`ACCESS_TEAM_DOMAIN` is no team domain'}
    ${'the team only ends so'}    | ${{ ACCESS_TEAM_DOMAIN: 'evilcloudflareaccess.com' }}                    | ${'`ACCESS_TEAM_DOMAIN` is no team domain'}
    ${'the team goes on'}         | ${{ ACCESS_TEAM_DOMAIN: 't.cloudflareaccess.com.evil.example' }}         | ${'`ACCESS_TEAM_DOMAIN` is no team domain'}
    ${'the team has a path'}      | ${{ ACCESS_TEAM_DOMAIN: 'evil.example/t.cloudflareaccess.com' }}         | ${'`ACCESS_TEAM_DOMAIN` is no team domain'}
    ${'the team has a user'}      | ${{ ACCESS_TEAM_DOMAIN: 'https://t.cloudflareaccess.com@evil.example' }} | ${'`ACCESS_TEAM_DOMAIN` is no team domain'}
    ${'the team is not by https'} | ${{ ACCESS_TEAM_DOMAIN: 'http://trust.cloudflareaccess.com' }}           | ${'`ACCESS_TEAM_DOMAIN` is no team domain'}
  `('the API is closed to everybody where $why', async ({ changed, says }) => {
    const headers = await access.as(editor)
    const response = await startLoop({ ...access.settings, ...changed }).request('/api/due', { headers })
    expect(response.status).toBe(403)
    expect(await response.text()).toContain(`the API is closed: ${says}`)
  })

  it.each(['trust', 'trust.cloudflareaccess.com', 'https://Trust.cloudflareaccess.com/', ' TRUST '])(
    'the team may be given as `%s`',
    (team) => {
      expect(
        accessSettings({ ...startLoop().bindings, ACCESS_TEAM_DOMAIN: team, ACCESS_AUD: 'tag' }),
      ).toEqual({ ok: true, value: { issuer: 'https://trust.cloudflareaccess.com', audiences: ['tag'] } })
    },
  )

  it('`REDRESS_LOCAL` opens it at no other host, but Access does there', async () => {
    const both: Partial<Env> = { ...access.settings, REDRESS_LOCAL: '1' }
    const outside = 'https://redress.example.org/api/due'
    expect((await startLoop(both).request(outside)).status).toBe(401)
    expect((await startLoop(both).request(outside, { headers: await access.as(viewer) })).status).toBe(200)
    expect((await startLoop(both).request('http://localhost:8787/api/audit')).status).toBe(200)
    expect((await startLoop(access.settings).request('http://localhost:8787/api/due')).status).toBe(401)
  })
})

describe('the directory', () => {
  it.each(['/api/due', '/api/failures', '/api/tickets/101', '/api/moved', '/api/audit', '/api/nothing'])(
    'keeps out of %s who is signed in and has no access by it, and says who can change that',
    async (path) => {
      for (const stranger of [withoutAccess, 'somebody@else.example']) {
        const { status, body } = await ask(await access.as(stranger), path)
        expect([status, body]).toEqual([
          403,
          {
            error: `you are signed in as \`${stranger}\`, to whom the directory gives no access: whoever edits \`directory\` in \`rules/bournville/policy.json\` can`,
          },
        ])
      }
    },
  )

  it('lets viewers look at all but the audit log, and editors at that, too', async () => {
    for (const path of ['/api/due', '/api/failures', '/api/moved']) {
      expect((await ask(await access.as(viewer), path)).status).toBe(200)
      expect((await ask(await access.as(editor), path)).status).toBe(200)
    }
    expect((await ask(await access.as(viewer), '/api/audit')).status).toBe(403)
    expect((await ask(await access.as(editor), '/api/audit')).status).toBe(200)
  })

  it('takes nobody for another whose address only looks the same: the sign for kelvin is no `k`', async () => {
    const directory = policyFor(startLoop().bindings).directory as Map<string, Person>
    directory.set('kate@bournville.example', { name: 'Kate', access: 'editor' })
    expect((await ask(await access.as('Kate@bournville.example'))).status).toBe(200)
    expect((await ask(await access.as('\u212Aate@bournville.example'))).status).toBe(403)
    directory.delete('kate@bournville.example')
  })

  it('knows no machine that it does not name', async () => {
    const machine = 'e367826f93b8d71185e03fe518aff3b4.access'
    const { status, body } = await ask(await access.asMachine(machine))
    expect(status).toBe(403)
    expect(JSON.stringify(body)).toContain(`you are signed in as \`${machine}\``)
  })

  it('may give access to a machine by the client id of its service token', async () => {
    const machine = 'e367826f93b8d71185e03fe518aff3b4.access'
    const directory = policyFor(startLoop().bindings).directory as Map<string, Person>
    directory.set(machine, { name: 'Monitor', access: 'viewer' })
    expect((await ask(await access.asMachine(machine))).status).toBe(200)
    expect((await ask(await access.asMachine(machine), '/api/audit')).status).toBe(403)
    directory.delete(machine)
  })

  it.each(['__proto__', 'constructor', 'toString'])(
    'gives nothing to a machine called `%s`',
    async (name) => {
      expect((await ask(await access.asMachine(name))).status).toBe(403)
    },
  )
})
