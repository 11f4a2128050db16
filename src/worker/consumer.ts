// The queue's consumer: merges the tickets of a batch, reconciles them, and sends what failed again as messages of its own.

import { CrmRefused } from '../integrations/crm.ts'
import type { Hint } from '../integrations/hubspot/events.ts'
import { saveFailures } from '../integrations/store/failures.ts'
import { removeMessages } from '../integrations/store/local.ts'
import { pauseAt } from '../integrations/store/pause.ts'
import { sendAgain, waitFor } from './again.ts'
import { crmFor } from './crm.ts'
import { isLocal, modeOf, type Env } from './env.ts'
import { live } from './life.ts'
import type { Message } from './message.ts'
import { decisionTime } from './now.ts'
import { policyFor } from './policy.ts'
import { reconcile, withoutEchoes, type Again } from './reconcile.ts'

const deadLetters = 'redress-tickets-dead'

/** Throws where nothing is known to be done: the queue then delivers the batch again. */
export async function consume(batch: MessageBatch<Message>, env: Env): Promise<void> {
  if (batch.queue === deadLetters) return bury(batch, env)
  const attempts = new Map<string, number>()
  for (const { body } of batch.messages)
    for (const { id } of body.hints) attempts.set(id, Math.max(attempts.get(id) ?? 0, body.attempt))
  const news = batch.messages.flatMap(({ body }) => body.life ?? [])
  const hints = merged(batch, await live(env.DB, news, new Date().toISOString()))
  const pause = await pauseAt(env.DB, Date.now())
  if (pause) await waitFor(pause, await withoutEchoes(hints, env.DB), attempts, env)
  else await sendAgain(await reconcileAll(hints, env), attempts, env)
  await settled(batch, env)
  batch.ackAll()
}

async function reconcileAll(hints: readonly Hint[], env: Env): Promise<readonly Again[]> {
  const mode = modeOf(env)
  if (!mode.ok) throw new Error(mode.error)
  const policy = policyFor(env)
  try {
    const again = await reconcile(hints, {
      db: env.DB,
      crm: crmFor(env, policy),
      policy,
      mode: mode.value,
      clock: () => decisionTime(env),
      realNow: () => Date.now(),
      holder: crypto.randomUUID(),
      log: (line: string) => console.log(line),
    })
    return again
  } catch (error) {
    if (!(error instanceof CrmRefused)) throw error
    // Nothing works until a person acts: say so, and go on trying at a distance.
    const at = (await decisionTime(env)).toString()
    const failure = { key: 'crm', ticketId: '', kind: 'crm', message: error.message, at }
    await saveFailures(env.DB, [failure])
    console.error(error.message)
    const fault = { message: error.message, delaySeconds: 300 }
    return hints.map((hint): Again => ({ kind: 'failed', hint, fault }))
  }
}

/** Each ticket once; a plain hint wins over echoes, and echoes add up. */
function merged(batch: MessageBatch<Message>, more: readonly Hint[]): readonly Hint[] {
  const hints = new Map<string, Hint>(more.map((hint) => [hint.id, hint]))
  for (const { body } of batch.messages)
    for (const hint of body.hints) {
      const before = hints.get(hint.id)
      if (!before) hints.set(hint.id, hint)
      else if (before.echoes && hint.echoes)
        hints.set(hint.id, { id: hint.id, echoes: [...before.echoes, ...hint.echoes] })
      else hints.set(hint.id, { id: hint.id })
    }
  return [...hints.values()]
}

/** What the queue gave up on: listed, so that a person sees it. The nightly list looks at the tickets again. */
async function bury(batch: MessageBatch<Message>, env: Env): Promise<void> {
  const at = new Date().toISOString()
  const message = 'the queue gave up on this ticket: look at the log for why'
  const ids = new Set(batch.messages.flatMap(({ body }) => body.hints.map(({ id }) => id)))
  await saveFailures(
    env.DB,
    [...ids].map((id) => ({ key: `${id}/given-up`, ticketId: id, kind: 'dead-letter', message, at })),
  )
  // No list would tell of a merge or an erasure again.
  await live(
    env.DB,
    batch.messages.flatMap(({ body }) => body.life ?? []),
    at,
  )
  await settled(batch, env)
  batch.ackAll()
}

async function settled(batch: MessageBatch<Message>, env: Env): Promise<void> {
  if (isLocal(env))
    await removeMessages(
      env.DB,
      batch.messages.flatMap(({ body }) => body.id ?? []),
    )
}
