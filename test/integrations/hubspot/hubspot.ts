// A HubSpot of recorded answers: each call is kept, and answered by the first route that fits.

import { createHubSpotCrm } from '../../../src/integrations/hubspot/adapter.ts'
import { createDirectoryCache, type DirectoryCache } from '../../../src/integrations/hubspot/directory.ts'
import type { Fetch, HubSpotSettings } from '../../../src/integrations/hubspot/settings.ts'

export type Call = { method: string; path: string; headers: Record<string, string>; body: Body }
export type Input = { id: string; properties: Record<string, string> }

/** What a request may hold; each test looks at the part that it is about. */
type Body = {
  inputs: Input[]
  properties: Record<string, string>
  propertiesWithHistory: string[]
  filterGroups: { filters: object[] }[]
}
export type Reply = Response | Promise<Response>
export type Routes = Record<string, (call: Call) => Reply>

export const token = 'pat-eu1-0000-very-secret'

export const settings: HubSpotSettings = {
  accessToken: token,
  pipeline: 'Complaints',
  stages: ['Early resolution', 'Stage 1', 'Closed'],
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
  })
}

export function html(status: number): Response {
  return new Response('<html><body>Bad gateway</body></html>', {
    status,
    headers: { 'content-type': 'text/html' },
  })
}

/** A batch answer that holds just these tickets, as an update or a read would give them. */
export function results(tickets: readonly object[], errors: readonly object[] = []): Response {
  const times = { startedAt: '2026-11-20T10:00:00.000Z', completedAt: '2026-11-20T10:00:00.100Z' }
  return errors.length === 0
    ? json({ status: 'COMPLETE', results: tickets, ...times })
    : json({ status: 'COMPLETE', results: tickets, numErrors: errors.length, errors, ...times }, 207)
}

export const pipelines = {
  results: [
    {
      id: '0',
      label: 'Support',
      displayOrder: 0,
      archived: false,
      stages: [{ id: '1', label: 'New', displayOrder: 0, archived: false }],
    },
    {
      id: '900',
      label: 'Complaints',
      displayOrder: 1,
      archived: false,
      stages: [
        {
          id: '901',
          label: 'Early resolution',
          displayOrder: 0,
          archived: false,
          metadata: { ticketState: 'OPEN' },
        },
        { id: '902', label: ' stage 1', displayOrder: 1, archived: false },
        { id: '905', label: 'Closed', displayOrder: 2, archived: false, metadata: { ticketState: 'CLOSED' } },
      ],
    },
  ],
}

export const owners = {
  results: [
    { id: '71', email: 'Ann@BVT.org', firstName: 'Ann', userId: 5, archived: false, type: 'PERSON' },
    { id: '72', email: 'bob@bvt.org', firstName: 'Bob', userId: 6, archived: false, type: 'PERSON' },
    { id: '73', firstName: 'No e-mail', archived: false, type: 'QUEUE' },
  ],
}

const directories: Routes = {
  'GET /crm/v3/pipelines/tickets': () => json(pipelines),
  'GET /crm/v3/owners': () => json(owners),
}

export type Options = { settings?: Partial<HubSpotSettings>; now?: () => number; cache?: DirectoryCache }

export function hubspot(routes: Routes, options: Options = {}) {
  const calls: Call[] = []
  const all = { ...directories, ...routes }
  const fetch: Fetch = async (url, init) => {
    const { pathname, search } = new URL(url)
    const call = {
      method: init.method,
      path: pathname + search,
      headers: init.headers,
      body: init.body === undefined ? undefined : JSON.parse(init.body),
    }
    calls.push(call)
    const route = all[`${init.method} ${pathname}`] ?? all['*']
    if (!route) throw new Error(`no route for ${init.method} ${pathname}`)
    const answer = await Promise.race([route(call), aborted(init.signal)])
    // A real body can be read once only.
    return answer.clone()
  }
  const { now = () => Date.parse('2026-11-20T10:00:00Z'), cache = createDirectoryCache() } = options
  const crm = createHubSpotCrm({ ...settings, ...options.settings }, { fetch, now, random: () => 0.5, cache })
  return {
    crm,
    calls,
    count: (start: string) => calls.filter((c) => `${c.method} ${c.path}`.startsWith(start)).length,
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

/** A 400 in HubSpot's way of naming a property: JSON inside the message. */
export function invalid(property: string, code: string, message: string): Response {
  const detail = {
    isValid: false,
    message,
    error: code,
    name: property,
    localizedErrorMessage: message,
    portalId: 1,
  }
  return json(
    {
      status: 'error',
      message: `Property values were not valid: [${JSON.stringify(detail)}]`,
      correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf',
      category: 'VALIDATION_ERROR',
    },
    400,
  )
}
