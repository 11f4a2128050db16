// Runs of the Worker: each goes on step by step, and may be struck, stall, or be killed between any two.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Random } from '../../dev/hubspot/webhooks/random.ts'
import type { StepFault, StepName } from './history.ts'
import type { Ended } from './queue.ts'
import type { Timeline } from './timeline.ts'

/** One run of the Worker: a batch or a cron. */
export type Invocation = {
  readonly name: string
  readonly ended: (how: Ended) => void
  /** Steps and timers that it waits for. */
  waiting: number
  isOver: boolean
  isDead: boolean
}

type Settings = {
  readonly timeline: () => Timeline
  readonly random: Random
  /** Nothing takes time, and nothing strikes. */
  readonly isCalm: boolean
  /** How many times slower than usual HubSpot answers. */
  readonly slowness: number
  readonly strike: (step: StepName) => StepFault | undefined
  readonly note: (line: string) => void
  /** What a fresh isolate does first. */
  readonly coldStart: () => Promise<void>
}

/** An answer to which somebody waits is given up after so long. */
export const timeOutMs = 15_000

export function createInvocations({ timeline, random, isCalm, slowness, strike, note, coldStart }: Settings) {
  const all = new Set<Invocation>()
  const current = new AsyncLocalStorage<Invocation>()
  let taken = 0

  const delay = (ms: number): number => (isCalm ? 1 : 1 + Math.floor(random() * ms))

  function finish(one: Invocation, how: Ended): void {
    if (one.isDead || one.isOver) return
    one.isOver = true
    one.ended(how)
  }

  function kill(one: Invocation): void {
    if (one.isDead || one.isOver) return
    one.isDead = true
    note(`killed: ${one.name}`)
    one.ended('died')
  }

  async function restart(): Promise<void> {
    for (const one of all) kill(one)
    await current.exit(coldStart)
  }

  /** Whether an invocation goes on from where it waited. */
  function goesOn(one: Invocation): boolean {
    one.waiting -= 1
    return !one.isDead
  }

  return {
    delay,
    restart,
    /** Steps that were taken so far. */
    taken: (): number => taken,
    current: (): Invocation | undefined => current.getStore(),
    /** Whether one is on its way to its next step by itself. */
    isBusy: (): boolean => [...all].some((one) => !one.isDead && !one.isOver && one.waiting === 0),
    isIdle: (): boolean => [...all].every(({ isDead, isOver }) => isDead || isOver),
    forget: (): void => all.clear(),
    /** A timer that whoever is at work sets. */
    waiter: () => {
      const one = current.getStore()
      return one && { wait: () => void (one.waiting += 1), go: () => goesOn(one) }
    },

    start(name: string, run: (one: Invocation) => Promise<unknown>, ended: (how: Ended) => void = () => {}) {
      const one: Invocation = { name, ended, waiting: 0, isOver: false, isDead: false }
      all.add(one)
      note(`starts: ${name}`)
      void current.run(one, async () => {
        try {
          await run(one)
          finish(one, 'done')
        } catch (error) {
          note(`broke: ${name}: ${error instanceof Error ? error.message : String(error)}`)
          finish(one, 'broke')
        }
      })
    },

    /** One step: it takes a while, something may strike it, and whoever is killed meanwhile never goes on. */
    step<T>(
      one: Invocation,
      name: StepName,
      perform: (fault: StepFault | undefined) => Promise<T>,
    ): Promise<T> {
      if (one.isDead) return new Promise(() => {})
      one.waiting += 1
      taken += 1
      return new Promise<T>((resolve, reject) => {
        const isFar = name.startsWith('crm')
        const begin = async (): Promise<void> => {
          if (one.isDead) return
          const fault = isCalm ? undefined : strike(name)
          if (fault) note(`${fault}: ${name} of ${one.name}`)
          if (fault === 'killed before') return kill(one)
          if (fault === 'restarted before') return restart()
          if (fault === 'stalls') {
            timeline().after(60_000 + Math.floor(random() * 120_000), () => end(undefined))
            return undefined
          }
          return end(fault)
        }
        const end = async (fault: StepFault | undefined): Promise<void> => {
          if (one.isDead) return
          const answer = await current.exit(() =>
            perform(fault).then(
              (value) => () => resolve(value),
              (error: unknown) => () => reject(error),
            ),
          )
          if (fault === 'killed after') return kill(one)
          if (fault === 'restarted after') return restart()
          const goOn = (): void => {
            if (goesOn(one)) answer()
          }
          const isWaitedFor = fault?.startsWith('times out')
          if (isFar) timeline().after(isWaitedFor ? timeOutMs : delay(200 * slowness), goOn)
          else goOn()
          return undefined
        }
        timeline().after(delay(isFar ? 150 * slowness : 15), begin)
      })
    },
  }
}
