// A setting that a person types, and that is kept only once it holds: a slip of the hand is asked for again, not stored.

import { CrmRefused } from '../../src/integrations/crm.ts'
import type { Progress, Setup } from './steps.ts'

export type Question = {
  readonly name: string
  /** Where to find it, said before it is asked for. */
  readonly how: readonly string[]
  readonly isSecret?: true
  readonly otherwise: string
}

/** So often somebody may try before the command ends. */
const mostTries = 3

/**
 * What `use` makes of the setting. It answers `stopped`, or throws `CrmRefused`, where the value is wrong; whatever else it
 * throws is nothing that another value would mend.
 */
export async function withSetting(
  setup: Setup,
  { name, how, isSecret, otherwise }: Question,
  use: (given: Setup) => Promise<Progress>,
): Promise<Progress> {
  const { dialogue, settings, save } = setup
  const known = settings()[name]?.trim()
  let last: Progress | undefined = known ? await valueTried(() => use(setup)) : undefined
  if (last?.state === 'done') return last
  if (last && setup.isFromEnvironment(name))
    return stopped(`${last.says}\n→ \`${name}\` comes from the environment: set it there, and run this again`)
  if (!last) dialogue.say(...linesOf(how.join('\n')))
  let before = last ? linesOf(`✗ ${last.says}\n\`${name}\` in .dev.vars does not hold.`) : []
  for (let tries = 0; tries < mostTries; tries += 1) {
    const typed = await dialogue.ask(
      `     ${name} (kept in .dev.vars, which git ignores):`,
      isSecret === true,
      before,
    )
    if (typed === undefined) break
    last = await valueTried(() => use({ ...setup, settings: () => ({ ...settings(), [name]: typed }) }))
    if (last.state === 'done') {
      save(name, typed)
      return last
    }
    before = linesOf(`✗ ${last.says}`)
  }
  if (last === undefined) return stopped(otherwise)
  return stopped(
    known
      ? `${last.says}\n→ \`${name}\` comes from .dev.vars: correct it there or take the line out, and run this again`
      : `${last.says}\n→ nothing was kept: run this again with the right \`${name}\``,
  )
}

const stopped = (says: string): Progress => ({ state: 'stopped', says })

const linesOf = (text: string): readonly string[] => text.split('\n').map((line) => `     ${line}`)

async function valueTried(use: () => Promise<Progress>): Promise<Progress> {
  try {
    return await use()
  } catch (error) {
    if (!(error instanceof CrmRefused)) throw error
    return stopped(error.message)
  }
}
