// An account with many tickets and a Worker that takes notices as the real one does, for the tests of the backfill.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accountOf } from '../../../bin/backfill/account.ts'
import type { Listing } from '../../../bin/backfill/pages.ts'
import { placeFile } from '../../../bin/backfill/place.ts'
import type { Progress } from '../../../bin/backfill/progress.ts'
import { runBackfill, startOf, type Aim, type Place } from '../../../bin/backfill/run.ts'
import type { Receiver } from '../../../bin/backfill/send-hints.ts'
import { loadPolicy } from '../../../bin/load-policy.ts'
import { installationOf } from '../../../bin/provision/settings.ts'
import { createHubSpot } from '../../../dev/hubspot/hubspot.ts'
import type { HubSpotOptions } from '../../../dev/hubspot/options.ts'
import { hintsOf, parseEvents } from '../../../src/integrations/hubspot/events.ts'
import { lifeNewsOf } from '../../../src/integrations/hubspot/life-events.ts'
import type { Fetch } from '../../../src/integrations/hubspot/settings.ts'
import { verifySignature } from '../../../src/integrations/hubspot/signature.ts'
import type { Policy } from '../../../src/rules/policy.ts'
import { searchesOf } from '../../../src/worker/searches.ts'

const installation = installationOf(loadPolicy('bournville'))
export const publicUrl = 'https://redress.test'
export const secret = 'client-secret'
export const since = '2026-11-20T10:00:00Z'

/** Time that passes only by waiting. */
function steppedTime() {
  let ms = 0
  return {
    elapsed: () => ms,
    sleep: async (seconds: number) => void (ms += seconds * 1000),
  }
}

export function startAccount(options: HubSpotOptions = {}) {
  const hubspot = createHubSpot({ limits: false, now: '2026-11-23T10:00:00Z', ...options })
  hubspot.provision(installation.definition)
  const time = steppedTime()
  const settings = { HUBSPOT_ACCESS_TOKEN: 'local-token', HUBSPOT_API_BASE: 'http://hubspot.test' }
  const send: Fetch = async (url, init) => hubspot.app.fetch(new Request(url, init))
  const account = accountOf(installation, settings, {
    fetch: send,
    elapsed: time.elapsed,
    sleep: (ms) => time.sleep(ms / 1000),
  })
  return { hubspot, time, ...account }
}

/** A Worker's webhook: `answer` may answer in its place. */
export function startWorker(answer: (count: number) => Response | Error | undefined = () => undefined) {
  const taken: string[] = []
  const bodies: number[] = []
  const waits: number[] = []
  const said: string[] = []
  const send: Fetch = async (url, { method, headers, body = '' }) => {
    const instead = answer(bodies.push(JSON.parse(body).length))
    if (instead instanceof Error) throw instead
    if (instead) return instead
    const signed = await verifySignature({
      method,
      url,
      body,
      timestamp: headers['x-hubspot-request-timestamp'],
      signature: headers['x-hubspot-signature-v3'],
      secret,
      now: Date.now(),
    })
    if (!signed.ok) return Response.json({ error: `it does not hold: ${signed.error.kind}` }, { status: 401 })
    const raw: unknown = JSON.parse(body)
    const events = parseEvents(raw)
    // News of the life of tickets would be more than a hint.
    if (!events.ok || lifeNewsOf(raw)) return Response.json({ error: 'no hints' }, { status: 400 })
    const hints = hintsOf(events.value, '50780459')
    if (hints.some(({ echoes }) => echoes)) return Response.json({ error: 'echoes' }, { status: 400 })
    taken.push(...hints.map(({ id }) => id))
    return Response.json({ tickets: hints.length }, { status: 202 })
  }
  const receiver: Receiver = {
    url: publicUrl,
    secret,
    fetch: send,
    sleep: async (seconds) => void waits.push(seconds),
    now: () => Date.now(),
    warn: (line) => void said.push(line),
  }
  return { receiver, taken, bodies, waits, said }
}

export const silent: Progress = {
  expect: () => undefined,
  advance: () => undefined,
  note: () => undefined,
  clear: () => undefined,
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'redress-backfill-'))

export const listingOf = (
  { crm, policy, time }: Pick<ReturnType<typeof startAccount>, 'crm' | 'policy' | 'time'>,
  said: string[] = [],
): Listing => ({
  crm,
  searches: searchesOf(policy, since),
  sleep: time.sleep,
  warn: (line) => void said.push(line),
})

export const aimOf = (policy: Policy): Aim => ({
  account: '247187887',
  worker: publicUrl,
  policy: 'bournville',
  digest: policy.digest,
})

/** Runs from where the file of that folder says, as the command does. */
export async function run(
  account: ReturnType<typeof startAccount>,
  receiver: Receiver,
  folder: string,
  options: { readonly limit?: number; readonly checkpoint?: () => void; readonly progress?: Progress } = {},
) {
  const file = placeFile(folder, '247187887')
  const place: Place = file.read() ?? startOf(aimOf(account.policy), since, '2026-11-23T10:00:00Z')
  return runBackfill({
    place,
    listing: listingOf(account),
    receiver,
    progress: options.progress ?? silent,
    keep: file.keep,
    limit: options.limit,
    checkpoint: options.checkpoint ?? (() => undefined),
  })
}
