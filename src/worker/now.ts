// The time of a unit of work, read once and passed down: for decisions the local clock where one is frozen, else the real one.

import { Temporal } from 'temporal-polyfill'
import { frozenNow } from '../integrations/store/local.ts'
import { isLocal, type Env } from './env.ts'

export async function decisionTime(env: Env): Promise<Temporal.Instant> {
  const frozen = isLocal(env) ? await frozenNow(env.DB) : undefined
  return frozen === undefined ? Temporal.Now.instant() : Temporal.Instant.from(frozen)
}
