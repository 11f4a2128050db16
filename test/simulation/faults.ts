// Which fault strikes which step: each waits for its time, lets some steps pass, and strikes the ones after.

import type { Fault, StepFault, StepName } from './history.ts'

type Armed = { readonly fault: Extract<Fault, { kind: 'step' }>; skip: number; times: number }

export function createStepFaults() {
  let armed: Armed[] = []
  const struck: string[] = []
  return {
    /** What struck what so far: `times out after: crm write`. */
    struck: (): readonly string[] => struck,
    arm: (fault: Extract<Fault, { kind: 'step' }>): void =>
      void armed.push({ fault, skip: fault.skip, times: fault.times }),
    /** Nothing goes wrong from now on. */
    calm: (): void => {
      armed = []
    },
    /** What happens to this step. */
    strike(step: StepName): StepFault | undefined {
      for (const one of armed) {
        if (!isOn(one.fault.on, step)) continue
        if (one.skip > 0) {
          one.skip -= 1
          continue
        }
        one.times -= 1
        if (one.times <= 0) armed = armed.filter((other) => other !== one)
        struck.push(`${one.fault.how}: ${step}`)
        return one.fault.how
      }
      return undefined
    },
  }
}

const isOn = (on: Armed['fault']['on'], step: StepName): boolean =>
  on === 'any' || on === step || step.startsWith(`${on} `)
