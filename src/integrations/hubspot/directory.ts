// What HubSpot calls by id and Redress by name, remembered for minutes: the pipeline's stages and the owners.

import type { People } from './people.ts'
import type { Pipeline } from './pipeline.ts'

/** Plain data, never promises: a promise made in one request hangs the next that awaits it. */
export type DirectoryCache = { pipeline?: Remembered<Pipeline>; people?: Remembered<People> }

export type Remembered<T> = { readonly value: T; readonly readAt: number }

export function createDirectoryCache(): DirectoryCache {
  return {}
}

const lifeMs = 5 * 60_000
const freshMs = 30_000

/** Whether what is remembered may be used: young, and with all that is asked of it unless it was read just now. */
export function isUsable<T>(
  remembered: Remembered<T> | undefined,
  now: number,
  suffices: (value: T) => boolean,
): remembered is Remembered<T> {
  if (!remembered) return false
  const ageMs = now - remembered.readAt
  if (ageMs < 0 || ageMs >= lifeMs) return false
  return ageMs < freshMs || suffices(remembered.value)
}
