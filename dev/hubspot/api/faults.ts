// Faults on request: answers other than the true one, slowness, and connections that break before or after the effect.

import { fitsPath } from './call-log.ts'

export type Fault = {
  readonly method?: string
  /** Start of the path, or an expression; it may be written as called or in `v3` form. */
  readonly path?: string | RegExp
  /** Answer with this status, and `body` (an object is sent as JSON, a string as it is). */
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Real milliseconds to wait before answering. */
  readonly delayMs?: number
  /** Break the connection: `before` the call has any effect, or `after` it. */
  readonly drop?: 'before' | 'after'
  /** With `status`: let the call have its effect, then answer so. */
  readonly afterEffect?: boolean
  /** Only calls whose body contains this text. */
  readonly bodyIncludes?: string
  /** Only this many calls; 1 by default, `Infinity` for all. */
  readonly times?: number
}

export type Faults = {
  add: (...faults: readonly Fault[]) => void
  clear: () => void
  /** The first fault that fits; taking it uses it up. */
  take: (call: { method: string; path: string; route: string; body: string }) => Fault | undefined
}

export function createFaults(initial: readonly Fault[] = []): Faults {
  let rules: { fault: Fault; left: number }[] = []
  const add: Faults['add'] = (...faults) => {
    for (const fault of faults) rules.push({ fault, left: fault.times ?? 1 })
  }
  add(...initial)
  return {
    add,
    clear: () => {
      rules = []
    },
    take: ({ method, path, route, body }) => {
      const rule = rules.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.method === undefined || fault.method === method) &&
          (fault.bodyIncludes === undefined || body.includes(fault.bodyIncludes)) &&
          fitsPath(fault.path, route, path),
      )
      if (rule) rule.left--
      return rule?.fault
    },
  }
}
