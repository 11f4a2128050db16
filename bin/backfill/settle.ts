// Waits until a local Worker has looked at all that it was told of.

import { inUtc } from '../in-utc.ts'
import { fieldsOf } from '../worker-request.ts'
import type { Progress } from './progress.ts'
import type { Receiver } from './send-hints.ts'
import { Stopped } from './stop.ts'

const settleMs = 90_000
const waitSeconds = 1
/** Retry delays run on real time; nobody waits longer at a prompt. */
const rounds = 15

/** How many messages are still on their way at the end; `undefined` where the Worker is no local one. */
export async function settle(
  { url, fetch: send, sleep }: Receiver,
  progress: Progress,
): Promise<number | undefined> {
  let pending: number | undefined
  for (let round = 0; round < rounds; round += 1) {
    const response = await send(`${url}/local/settle`, {
      method: 'POST',
      headers: {},
      redirect: 'manual',
      signal: AbortSignal.timeout(settleMs),
    }).catch(() => undefined)
    if (!response?.ok) return pending
    const body: unknown = await response.json()
    const left = typeof body === 'object' && body !== null && 'pending' in body ? Number(body.pending) : 0
    if (left === 0) return 0
    pending = left
    progress.note(`The Worker is still at it: ${left} ${left === 1 ? 'message' : 'messages'} on the way`)
    if (!(await isWaited(sleep))) break
  }
  return pending
}

/** Why nothing comes of what was sent, and when it will; `undefined` where all is well. */
export async function standstillOf({ url, fetch: send }: Receiver): Promise<string | undefined> {
  const signal = AbortSignal.timeout(settleMs)
  const init = { method: 'GET', headers: {}, redirect: 'manual', signal } as const
  const response = await send(`${url}/health`, init).catch(() => undefined)
  const health = fieldsOf((await response?.text()) ?? '')
  const { pausedUntil } = health
  if (typeof pausedUntil === 'string')
    return `all calls of the account’s day are used up, and nothing is asked until ${inUtc(pausedUntil)}; ten to fifteen minutes after that the Worker’s sweep takes them up`
  return health['isFailing'] === true
    ? 'no call of the Worker to the CRM goes through; it tries again by itself, and the nightly list sends them again'
    : undefined
}

/** Whoever wants it to stop waits no longer: all is sent. */
async function isWaited(sleep: Receiver['sleep']): Promise<boolean> {
  try {
    await sleep(waitSeconds)
    return true
  } catch (error) {
    if (error instanceof Stopped) return false
    throw error
  }
}
