// Check 6: every recorded decision, made again from its stored input, time and edition, comes out the same.

import { Temporal } from 'temporal-polyfill'
import { decide } from '../../../src/rules/decide.ts'
import type { World } from '../../../src/rules/world.ts'
import type { Decision } from '../../../src/rules/decision.ts'
import type { Policy } from '../../../src/rules/policy.ts'
import { editionOfDigest } from '../editions.ts'
import type { World as Simulated } from '../world.ts'

type Outcome = Pick<Decision, 'stage' | 'changes' | 'clocks' | 'actions' | 'explanation'>

export async function wrongReplays({ database, hubspot }: Simulated): Promise<readonly string[]> {
  const directory = new Set(hubspot.portal.owners.map(({ email }) => email))
  const told: string[] = []
  for (const row of database.prepare('SELECT * FROM decisions ORDER BY id').all()) {
    const policy = editionOfDigest(String(row['digest']))
    if (!policy) {
      told.push(`decision ${String(row['id'])} was made by an edition that was never deployed`)
      continue
    }
    const now = Temporal.Instant.from(String(row['decided_at']))
    const outcome: Outcome & Pick<World, 'withheld'> = JSON.parse(String(row['outcome']))
    const { withheld } = outcome
    // What HubSpot would not take is part of what the decision rested on.
    const world: World = { directory, mode: 'full', ...(withheld && { withheld }) }
    const again = await decide(JSON.parse(String(row['input'])), policy, now, world)
    const [recorded, replayed] = [plainly(outcome, policy), plainly(again, policy)]
    if (recorded !== replayed)
      told.push(
        `decision ${String(row['id'])} of ${String(row['decided_at'])}: recorded ${recorded}, again ${replayed}`,
      )
  }
  return told
}

/** What has to be the same. Of free text the record knows only that it is there: neither it nor a change of it can be compared. */
function plainly(outcome: Outcome, policy: Policy): string {
  const { stage, changes, clocks, actions, explanation } = outcome
  return JSON.stringify({
    stage,
    changes: changes.filter(
      (change) => change.kind !== 'property' || policy.facts.get(change.fact)?.type !== 'text',
    ),
    clocks: clocks.map(({ name, state, startAt, dueOn, dueAt, stopAt }) => [
      name,
      state,
      startAt,
      dueOn,
      dueAt,
      stopAt,
    ]),
    actions: actions.map(({ key, kind, to, dueAt, subject }) => [key, kind, to, dueAt, subject]),
    explanation,
  })
}
