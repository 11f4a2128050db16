// What each call of the adapter works with: the client and the directories.

import { createApi, type Api } from './api.ts'
import { createDirectoryCache, isUsable } from './directory.ts'
import { readPeople, type People } from './people.ts'
import { readPipeline, type Pipeline } from './pipeline.ts'
import type { HubSpotSettings, Outside } from './settings.ts'
import { createTransport, type Transport } from './transport.ts'

export type Hub = {
  readonly api: Api
  /** For what the client has no module for. */
  readonly transport: Transport
  readonly now: () => number
  /** The pipeline; read again once where what is remembered does not suffice. */
  pipeline(suffices?: (pipeline: Pipeline) => boolean): Promise<Pipeline>
  people(suffices?: (people: People) => boolean): Promise<People>
}

export function createHub(settings: HubSpotSettings, outside: Outside): Hub {
  const { now = Date.now, cache = createDirectoryCache() } = outside
  const transport = createTransport(settings, outside)
  const api = createApi(transport)
  return {
    api,
    transport,
    now,
    async pipeline(suffices = () => true) {
      if (isUsable(cache.pipeline, now(), suffices)) return cache.pipeline.value
      const value = await readPipeline(api, settings.pipeline, settings.stages)
      cache.pipeline = { value, readAt: now() }
      return value
    },
    async people(suffices = () => true) {
      if (isUsable(cache.people, now(), suffices)) return cache.people.value
      const value = await readPeople(api)
      cache.people = { value, readAt: now() }
      return value
    },
  }
}
