// The outside of a run: time, chance, timers, the network and the log, all replaced in this one place, and put back.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Random } from '../../dev/hubspot/webhooks/random.ts'
import type { Appointment, Timeline } from './timeline.ts'

export type Outside = {
  readonly timeline: Timeline
  readonly now: () => number
  readonly random: Random
  readonly fetch: typeof fetch
  /** Milliseconds of a clock that only goes on, over all runs of the process. */
  readonly elapsed: () => number
  /** Who waits: told when a timer of its own is set, and when that is over. */
  readonly waiter: () => { wait: () => void; go: () => boolean } | undefined
  readonly log: (line: string) => void
}

const RealDate = Date
const isInside = new AsyncLocalStorage<true>()

/**
 * Runs `body` in a world where nothing but `outside` tells time, throws dice or is reached. Whoever else is at work in
 * the process, such as the test runner, has the real ones.
 */
export async function within<T>(outside: Outside, body: () => Promise<T>): Promise<T> {
  const { timeline, random, log } = outside
  const timers = new Map<unknown, Timer>()
  let lastTimer = 0
  const now = () => (isInside.getStore() ? outside.now() : RealDate.now())
  class SimulatedDate extends RealDate {
    // oxlint-disable-next-line typescript/no-explicit-any -- the ways to make a date are many
    constructor(...given: any[]) {
      // oxlint-disable-next-line typescript/no-unsafe-argument -- as above
      super(...((given.length === 0 ? [now()] : given) as [number]))
    }
    static override now(): number {
      return now()
    }
  }
  const setTimer = (act: () => unknown, ms = 0): number => {
    const id = (lastTimer += 1)
    const waiter = outside.waiter()
    waiter?.wait()
    const one = timeline.after(ms, () => {
      timers.delete(id)
      return waiter === undefined || waiter.go() ? act() : undefined
    })
    timers.set(id, { one, waiter })
    return id
  }
  const clearTimer = (id: unknown): void => {
    const timer = timers.get(id)
    if (!timer) return
    timers.delete(id)
    timeline.cancel(timer.one)
    timer.waiter?.go()
  }
  const say = (...words: readonly unknown[]) => log(words.map(String).join(' '))
  const replaced: readonly (readonly [object, string, (...given: never[]) => unknown])[] = [
    [globalThis, 'fetch', outside.fetch],
    [globalThis, 'setTimeout', setTimer],
    [globalThis, 'clearTimeout', clearTimer],
    [performance, 'now', outside.elapsed],
    [Math, 'random', random],
    [crypto, 'randomUUID', () => uuid(random)],
    // A call that takes too long is ended by the simulated network itself.
    [AbortSignal, 'timeout', () => new AbortController().signal],
    ...(['log', 'warn', 'error', 'info'] as const).map((name) => [console, name, say] as const),
  ]
  const putBack = [
    replace(globalThis, 'Date', SimulatedDate),
    ...replaced.map(([where, name, simulated]) => {
      const real: unknown = Reflect.get(where, name)
      return replace(where, name, (...given: never[]) =>
        isInside.getStore() ? simulated(...given) : (real as typeof simulated).apply(where, given),
      )
    }),
  ]
  try {
    return await isInside.run(true, body)
  } finally {
    for (const back of putBack) back()
  }
}

type Timer = { readonly one: Appointment; readonly waiter: ReturnType<Outside['waiter']> }

/** Answers how to put the real one back. */
function replace(where: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(where, name)
  Object.defineProperty(where, name, { value, configurable: true, writable: true })
  return () => {
    if (before) Object.defineProperty(where, name, before)
    else Reflect.deleteProperty(where, name)
  }
}

function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
  return [8, 12, 16, 20, 32].map((to, index, all) => hex.slice(all[index - 1] ?? 0, to)).join('-')
}
