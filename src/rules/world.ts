// What a decision depends on besides ticket, policy and time.

import type { Problem } from './decision.ts'
import type { Directory } from './people.ts'
import type { Mode } from './policy.ts'
import type { Withheld } from './withheld.ts'

export type World = {
  /** People who can be given work; absent means that everybody can. */
  readonly directory?: Directory
  readonly mode?: Mode
  /** What is known to be wrong beforehand: it stops moves and assignments, and the clocks go on. */
  readonly problems?: readonly Problem[]
  readonly withheld?: Withheld
}
