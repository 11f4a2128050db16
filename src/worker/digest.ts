// One task for a role that lists the tasks beyond the policy's limit, so that an old portal does not raise hundreds.

import { Temporal } from 'temporal-polyfill'
import { CrmRefused, CrmUnavailable, type Crm } from '../integrations/crm.ts'
import {
  claimDigest,
  digestsToMake,
  markDigest,
  moveDigest,
  waitingForDigest,
  type Digest,
} from '../integrations/store/digests.ts'
import { saveFailures } from '../integrations/store/failures.ts'
import { pauseAt } from '../integrations/store/pause.ts'
import { choose } from '../rules/people.ts'
import type { Policy } from '../rules/policy.ts'
import { crmFor } from './crm.ts'
import type { Env } from './env.ts'
import { decisionTime } from './now.ts'
import { policyFor } from './policy.ts'

/** A digest waits until the looks of a sweep are over: until none was added for so long. */
const quietMs = 5 * 60_000

/** So many lines are well under what a task may hold. */
const mostLines = 400

/** On so many of its tickets a digest is tried at a time. */
const mostTickets = 5

/** Makes the digest of what waits for one. What fails is made at the next sweep. */
export async function giveDigest(env: Env, afterMs = quietMs): Promise<void> {
  const now = Date.now()
  if (await pauseAt(env.DB, now)) return
  const { count, lastAt } = await waitingForDigest(env.DB)
  const isOver = count > 0 && lastAt !== null && now - lastAt >= afterMs
  const own = isOver ? `digest/${crypto.randomUUID()}` : undefined
  if (own !== undefined) await claimDigest(env.DB, own, mostLines, now)
  const digests = await digestsToMake(env.DB, own, now)
  if (digests.length === 0) return
  const policy = policyFor(env)
  const crm = crmFor(env, policy)
  const at = await decisionTime(env)
  for (const digest of digests)
    try {
      await make(digest, crm, policy, at, env)
    } catch (error) {
      if (!(error instanceof CrmRefused) && !(error instanceof CrmUnavailable)) throw error
      console.warn(`the list of further tasks was not made: ${error.message}`)
      // A CRM that limits or is down is not asked for the rest of them.
      if (error instanceof CrmUnavailable) return
      await saveFailures(env.DB, [
        { key: 'digest', ticketId: '', kind: 'notice', message: error.message, at: at.toString() },
      ])
    }
}

async function make(digest: Digest, crm: Crm, policy: Policy, at: Temporal.Instant, env: Env): Promise<void> {
  const { id, listed } = digest
  // All of them were seen to meanwhile.
  if (listed.length === 0) return markDigest(env.DB, id, '')
  const others = new Set(listed.map((one) => one.ticketId))
  others.delete(digest.ticketId)
  let refusal: unknown
  // The ticket that it was to be on may be gone since: it can be on any of them.
  for (const [index, ticketId] of [digest.ticketId, ...others].slice(0, mostTickets).entries())
    try {
      if (index > 0) await moveDigest(env.DB, id, ticketId)
      return await makeOn(ticketId, digest, crm, policy, at, env)
    } catch (error) {
      if (!(error instanceof CrmRefused)) throw error
      refusal = error
    }
  throw refusal
}

async function makeOn(
  ticketId: string,
  { id, listed }: Digest,
  crm: Crm,
  policy: Policy,
  at: Temporal.Instant,
  env: Env,
): Promise<void> {
  // It may have been made before its maker died.
  const found = await crm.findEngagement('task', ticketId, id)
  const lines = listed.map((one) => `Ticket ${one.ticketId}: ${one.subject}`)
  const made =
    found ??
    (await crm.createEngagement({
      kind: 'task',
      ticketId,
      ref: id,
      subject: `${listed.length} more tasks than are made at once: see what they are`,
      body: ['These are due and have no task of their own:', ...lines].join('\n'),
      to: await holder(crm, policy, at),
      at: at.toString(),
    }))
  await markDigest(env.DB, id, made)
  await env.DB.prepare("DELETE FROM failures WHERE key = 'digest'").run()
}

/** Who has the role for any area today; nobody where all of them are away. */
async function holder(crm: Crm, policy: Policy, at: Temporal.Instant): Promise<string | undefined> {
  const role = policy.roles.get(policy.taskLimit?.digestFor ?? '')
  if (!role) return undefined
  const choice = choose(role, undefined, policy.calendar.localDate(at), new Set(), await crm.people(), false)
  return choice.kind === 'found' ? choice.email : undefined
}
