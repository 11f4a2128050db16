// Tries a call again where HubSpot is limiting or briefly out of order: a command has nobody else to try for it.

import { CrmUnavailable } from '../../crm.ts'

/** `why` is what is waited out, for a person who watches. */
export type Sleep = (seconds: number, why?: string) => Promise<void>

/** Throws what the last attempt threw. Only for calls that may be made twice. */
export async function patiently<T>(sleep: Sleep, call: () => Promise<T>, attempts = 4): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof CrmUnavailable) || attempt >= attempts) throw error
      // A daily limit is over in hours: nobody waits for that at a prompt.
      const seconds = error.fault.delaySeconds ?? 2 ** attempt
      if (error.fault.limit === 'daily' || seconds > 60) throw error
      await sleep(seconds, error.fault.message)
    }
  }
}
