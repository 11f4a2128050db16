// How much of a decision may be written: by the mode, by what the CRM would not take, and by a pause.

import type { FactSheet } from './fact-sheet.ts'
import type { Mode, Policy } from './policy.ts'
import { Unreadable } from './unreadable.ts'
import { modeWithout, type Withheld } from './withheld.ts'
import type { World } from './world.ts'

export type Terms = {
  /** Of the Worker, and without what is withheld. */
  readonly fullMode: Mode
  readonly mode: Mode
  readonly withheld: Withheld | undefined
  readonly paused: boolean
  /** Whether the ticket is moved and assigned. */
  readonly isWriting: boolean
}

export function termsOf(world: World, policy: Policy, sheet: FactSheet): Terms {
  const { withheld } = world
  const fullMode = world.mode ?? 'full'
  const mode = modeWithout(fullMode, withheld)
  const paused = policy.pausedBy !== undefined && isPaused(sheet, policy.pausedBy)
  return { fullMode, mode, withheld, paused, isWriting: mode === 'full' && !paused }
}

/** What can not be read may be a pause: then nothing is written. */
function isPaused(sheet: FactSheet, fact: string): boolean {
  try {
    return sheet.isTrue(fact)
  } catch (error) {
    if (error instanceof Unreadable) return true
    throw error
  }
}
