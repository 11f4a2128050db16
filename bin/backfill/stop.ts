// Ctrl-C during a long command: it ends at once where it waits, and between two steps where it works.

import type { Sleep } from '../../src/integrations/hubspot/provision/patience.ts'
import type { Fetch } from '../../src/integrations/hubspot/settings.ts'

export class Stopped extends Error {
  override readonly name = 'Stopped'
}

export type Stop = {
  readonly sleep: Sleep
  readonly fetch: Fetch
  /** Throws `Stopped` once somebody wants it. */
  readonly checkpoint: () => void
  readonly isStopped: () => boolean
}

export function stopBy(signal: AbortSignal, send: Fetch = fetch): Stop {
  const checkpoint = () => {
    if (signal.aborted) throw new Stopped('stopped')
  }
  return {
    checkpoint,
    isStopped: () => signal.aborted,
    fetch: async (url, init) => {
      checkpoint()
      try {
        return await send(url, { ...init, signal: AbortSignal.any([signal, init.signal]) })
      } catch (error) {
        checkpoint()
        throw error
      }
    },
    sleep: (seconds) =>
      new Promise((resolve, reject) => {
        checkpoint()
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', end)
          resolve()
        }, seconds * 1000)
        const end = () => {
          clearTimeout(timer)
          reject(new Stopped('stopped'))
        }
        signal.addEventListener('abort', end, { once: true })
      }),
  }
}

/** Aborts at Ctrl-C. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => controller.abort())
  return controller.signal
}
