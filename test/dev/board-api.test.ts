// What the board's page asks its server, and who may ask.

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createHubSpot } from '../../dev/hubspot/hubspot.ts'
import { complaints } from './complaints-account.ts'

const clocks: (string | null)[] = []
let isRedressUp = true
const hubspot = createHubSpot({
  now: '2026-11-27T10:00:00Z',
  board: {
    onClock: (now) => {
      if (!isRedressUp) throw new Error('connection refused')
      clocks.push(now)
    },
  },
})
hubspot.provision(complaints)

async function ask(path: string, method = 'GET', body?: unknown, headers: Record<string, string> = {}) {
  const response = await hubspot.app.request(`http://localhost:8000${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, headers: response.headers, body: await response.json().catch(() => null) }
}

it.each(['/', '/board/state', '/board/page/main.js', '/board/log'])(
  'answers %s only to this machine',
  async (path) => {
    expect((await ask(path)).status).toBe(200)
    expect((await ask(path, 'GET', undefined, { host: 'evil.example:8000' })).status).toBe(403)
  },
)

it('allows no inline script and no change from another site', async () => {
  const policy = (await ask('/')).headers.get('content-security-policy')
  expect(policy).toContain("script-src 'self'")
  const change = { properties: { subject: 'x' } }
  expect((await ask('/board/tickets', 'POST', change, { origin: 'https://evil.example' })).status).toBe(403)
  expect((await ask('/board/tickets', 'POST', change, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  const form = { origin: 'null', 'sec-fetch-site': 'same-origin' }
  expect((await ask('/board/faults/end', 'POST', undefined, form)).status).toBe(303)
  expect((await ask('/board/faults/end', 'POST', undefined, { origin: 'null' })).status).toBe(403)
  expect((await ask('/board/page/..%2Fboard.ts')).status).toBe(404)
})

it('creates, shows, edits and deletes a complaint as a person in the CRM', async () => {
  const created = await ask('/board/tickets', 'POST', { properties: { subject: 'Damp' } })
  expect(created.status).toBe(201)
  const { id } = created.body
  const before = (await ask('/board/pulse')).body.version
  const changed = await ask(`/board/tickets/${id}`, 'PATCH', {
    properties: { complaint_complexity: 'complex' },
  })
  expect(changed.body.history.at(0)).toMatchObject({
    name: 'complaint_complexity',
    value: 'complex',
    by: 'person',
  })
  expect((await ask('/board/pulse')).body.version).toBeGreaterThan(before)
  const refused = await ask(`/board/tickets/${id}`, 'PATCH', { properties: { complaint_complexity: 'odd' } })
  expect(refused).toMatchObject({ status: 400, body: { fields: [{ name: 'complaint_complexity' }] } })
  const { body: state } = await ask('/board/state')
  expect(state.tickets).toMatchObject([
    { id, subject: 'Damp', stage: hubspot.stageId('Early resolution'), openTasks: 0 },
  ])
  expect((await ask(`/board/tickets/${id}`, 'DELETE')).status).toBe(200)
  expect((await ask(`/board/tickets/${id}`)).status).toBe(404)
})

it('groups every field of a complaint, what Redress writes apart', async () => {
  const { body: groups } = await ask('/board/fields')
  const names = groups.flatMap((group: { fields: { name: string }[] }) =>
    group.fields.map(({ name }) => name),
  )
  expect(names.toSorted()).toEqual(complaints.properties.map(({ name }) => name).toSorted())
  expect(groups.at(-1)).toMatchObject({ by: 'redress' })
})

it.each`
  step            | now
  ${'day'}        | ${'2026-11-28T10:00:00Z'}
  ${'workingDay'} | ${'2026-11-30T10:00:00Z'}
  ${'week'}       | ${'2026-12-07T10:00:00Z'}
`('moves the clock by a $step to $now and waits for Redress', async ({ step, now }) => {
  expect((await ask('/board/clock', 'POST', { step })).body.now).toBe(now)
  expect(hubspot.now()).toBe(now)
  expect(clocks.at(-1)).toBe(now)
})

it('keeps the time of day over a change of the clocks', async () => {
  hubspot.setNow('2026-10-24T09:00:00Z')
  expect((await ask('/board/clock', 'POST', { step: 'day' })).body.now).toBe('2026-10-25T10:00:00Z')
})

it('says so when Redress does not follow, and goes back to the real time', async () => {
  isRedressUp = false
  const failed = await ask('/board/clock', 'POST', { step: 'day' })
  expect(failed).toMatchObject({
    status: 502,
    body: { message: expect.stringContaining('connection refused') },
  })
  isRedressUp = true
  expect((await ask('/board/clock', 'POST', { step: 'real' })).body.isStopped).toBe(false)
  expect(clocks.at(-1)).toBeNull()
  expect((await ask('/board/clock', 'POST', { step: 'year' })).status).toBe(400)
})

it('switches the disorder of webhooks', async () => {
  await ask('/board/webhooks', 'POST', { isDuplicating: true, loseNext: 1 })
  expect((await ask('/board/pulse')).body).toMatchObject({
    isDuplicating: true,
    isShuffling: false,
    loseNext: 1,
  })
})

it('has a stage require a property, which the dated API then wants', async () => {
  const required = { stage: 'Stage 1', properties: ['complaint_remedy'] }
  expect(await ask('/board/required', 'PUT', required)).toMatchObject({ status: 200, body: required })
  expect((await ask('/board/required', 'PUT', { stage: 'Stage 9' })).status).toBe(400)
  const { id } = (await ask('/board/tickets', 'POST', { properties: { subject: 'Damp' } })).body
  const move = () =>
    ask(
      `/crm/objects/2026-09/tickets/${id}`,
      'PATCH',
      {
        properties: {
          hs_pipeline_stage: hubspot.pipeline()?.stages.find(({ label }) => label === 'Stage 1')?.id,
        },
      },
      { authorization: 'Bearer local-token' },
    )
  expect(await move()).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('[complaint_remedy]') },
  })
  await ask('/board/required', 'PUT', { stage: 'Stage 1' })
  expect((await move()).status).toBe(200)
})

it('takes the plans and requirements that docs/deploy.md shows', async () => {
  const guide = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8').replaceAll(
    /\\\n */g,
    '',
  )
  const shown = [...guide.matchAll(/curl -X PUT http:\/\/127\.0\.0\.1:8788(\S+) .*?-d '(.*?)'/g)]
  expect(new Set(shown.map(([, path]) => path))).toEqual(new Set(['/board/faults', '/board/required']))
  for (const [, path = '', json = ''] of shown)
    expect([json, (await ask(path, 'PUT', JSON.parse(json))).status]).toEqual([json, 200])
  await ask('/board/faults', 'DELETE')
  expect((await ask('/board/required', 'PUT', { stage: 'Stage 1' })).status).toBe(200)
})
