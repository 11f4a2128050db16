// A HubSpot in memory behind the global `fetch`: plain answers, each call kept, and a hook to spoil any of them.

import { vi } from 'vitest'
import policy from '../../rules/bournville/policy.json' with { type: 'json' }

export type Values = Record<string, string>
type Input = { readonly id: string; readonly properties: Values }
type Association = { readonly to: { readonly id: string } }
type Filter = { readonly propertyName: string; readonly value?: string; readonly values?: readonly string[] }

/** What a request may hold; each route looks at its own part. */
type Body = {
  readonly inputs: readonly Input[]
  readonly properties: Values
  readonly propertiesWithHistory?: readonly string[]
  readonly associations: readonly Association[]
  readonly filterGroups: readonly { readonly filters: readonly Filter[] }[]
}

/** `name` is method and path without ids: `POST tickets/batch/read`. */
export type Call = { readonly name: string; readonly path: string; readonly body: Body }

/** Answers instead of HubSpot; with `undefined` the call goes through. `go` carries the call out. */
export type Spoil = (call: Call, go: () => Response) => Response | Promise<Response> | undefined

export type Engagement = { readonly id: string; readonly ticketId: string; readonly properties: Values }

export const pipelineId = '900'
export const stages = { early: '901', stage1: '902', answered: '903', stage2: '904', closed: '905' } as const

const labels = ['Early resolution', 'Stage 1', 'Stage 1 answered', 'Stage 2', 'Closed']
const emails = new Set(Object.values(policy.roles).flatMap(({ owners }) => Object.values(owners)))
const owners = [...emails].map((email, index) => ({ id: String(1001 + index), email, archived: false }))

/** Owner id of an e-mail in the example directory. */
export function ownerId(email: string): string {
  const owner = owners.find((one) => one.email === email)
  if (!owner) throw new Error(`nobody is called ${email}`)
  return owner.id
}

export type HubSpot = ReturnType<typeof startHubSpot>

export function startHubSpot() {
  const tickets = new Map<string, Values>()
  const history = new Map<string, readonly { value: string; timestamp: string; sourceType?: string }[]>()
  const tasks = new Map<string, Engagement>()
  const notes = new Map<string, Engagement>()
  const calls: Call[] = []
  const spoils: Spoil[] = []
  let nextId = 5001

  const routes: Record<string, (call: Call) => Response> = {
    'GET pipelines/tickets': () =>
      json({ results: [{ id: '0', label: 'Support', stages: [stage('1', 'New')] }, complaintsPipeline] }),
    'GET /account-info/v3/details': () => json({ portalId: 247187887, timeZone: 'Europe/London' }),
    'GET owners': () => json({ results: owners }),
    'POST tickets/batch/read': ({ body }) => {
      // No other is answered, nor is one that the account does not have.
      const asked = new Set(Object.values(body.properties))
      const found = body.inputs.flatMap(({ id }) => {
        const known = tickets.get(id)
        const properties =
          known && Object.fromEntries(Object.entries(known).filter(([name]) => asked.has(name)))
        const changes = (body.propertiesWithHistory ?? []).map((name) => [
          name,
          history.get(`${id}/${name}`) ?? [],
        ])
        return properties ? [{ id, properties, propertiesWithHistory: Object.fromEntries(changes) }] : []
      })
      return batchOf(found, body.inputs)
    },
    'POST tickets/batch/update': ({ body }) => {
      const known = body.inputs.filter(({ id }) => tickets.has(id))
      for (const { id, properties } of known) Object.assign(tickets.get(id) ?? {}, properties)
      return batchOf(known, body.inputs)
    },
    'PATCH tickets/:id': ({ path, body }) => {
      const id = lastOf(path)
      const properties = tickets.get(id)
      if (!properties) return json({ status: 'error', category: 'OBJECT_NOT_FOUND' }, 404)
      return json({ id, properties: Object.assign(properties, body.properties) })
    },
    'POST tickets/search': ({ body }) => {
      const filters = body.filterGroups[0]?.filters ?? []
      const of = (name: string) => filters.find(({ propertyName }) => propertyName === name)
      const from = Number(of('hs_object_id')?.value ?? 0)
      const found = [...tickets]
        .filter(([id, properties]) => {
          const modified = Date.parse(properties['hs_lastmodifieddate'] ?? '')
          return (
            properties['hs_pipeline'] === of('hs_pipeline')?.value &&
            of('hs_pipeline_stage')?.values?.includes(properties['hs_pipeline_stage'] ?? '') &&
            Number(id) > from &&
            !(modified < Number(of('hs_lastmodifieddate')?.value ?? 0))
          )
        })
        .map(([id]) => ({ id, properties: { hs_object_id: id } }))
        .toSorted((a, b) => Number(a.id) - Number(b.id))
      return json({ total: found.length, results: found.slice(0, 200) })
    },
    'POST tasks': (call) => make(tasks, call),
    'POST notes': (call) => make(notes, call),
    'PATCH tasks/:id': ({ path, body }) => {
      const task = tasks.get(lastOf(path))
      if (!task) return json({ status: 'error', category: 'OBJECT_NOT_FOUND' }, 404)
      Object.assign(task.properties, body.properties)
      return json(task)
    },
    'POST tasks/batch/read': ({ body }) => readEngagements(tasks, body),
    'POST notes/batch/read': ({ body }) => readEngagements(notes, body),
    'GET tickets/:id/associations/tasks': ({ path }) => associated(tasks, path),
    'GET tickets/:id/associations/notes': ({ path }) => associated(notes, path),
  }

  function make(kind: Map<string, Engagement>, { body }: Call): Response {
    const id = String((nextId += 1))
    const made = { id, ticketId: body.associations[0]?.to.id ?? '', properties: { ...body.properties } }
    kind.set(id, made)
    return json({ id, properties: made.properties }, 201)
  }

  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    const path = pathname.replace(/^\/crm\/v\d\/(objects\/)?/, '')
    const name = `${init?.method ?? 'GET'} ${path.replace(/^(tickets|tasks)\/\d+/, '$1/:id')}`
    const call: Call = { name, path, body: typeof init?.body === 'string' ? JSON.parse(init.body) : {} }
    calls.push(call)
    const go = () => {
      const route = routes[name]
      if (!route) throw new Error(`no route for ${name}`)
      return route(call)
    }
    for (const spoil of spoils) {
      const answer = spoil(call, go)
      if (answer) return answer
    }
    return go()
  })

  return {
    tickets,
    history,
    tasks,
    notes,
    calls,
    /** How many calls of these names were made; all of them without a name. */
    count: (...names: readonly string[]) =>
      calls.filter(({ name }) => names.length === 0 || names.includes(name)).length,
    /** Ids that each call of this name was about. */
    idsOf: (wanted: string) =>
      calls.filter(({ name }) => name === wanted).map(({ body }) => body.inputs.map(({ id }) => id)),
    /** Spoils calls until `mend`. */
    spoil: (spoil: Spoil) => void spoils.push(spoil),
    /** Every call of this name is answered so. */
    answer: (name: string, status: number, body: unknown = { status: 'error' }, headers: Values = {}) =>
      void spoils.push((call) => (call.name === name ? json(body, status, headers) : undefined)),
    /** All is well again, and the calls made so far are forgotten. */
    mend: () => {
      spoils.length = 0
      calls.length = 0
    },
    stop: () => spy.mockRestore(),
  }
}

export function json(body: unknown, status = 200, headers: Values = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const stage = (id: string, label: string) => ({ id, label, archived: false })

const complaintsPipeline = {
  id: pipelineId,
  label: 'Complaints',
  stages: Object.values(stages).map((id, index) => stage(id, labels[index] ?? '')),
}

function batchOf(results: readonly { readonly id: string }[], inputs: readonly Input[]): Response {
  const known = new Set(results.map(({ id }) => id))
  const missing = inputs.map(({ id }) => id).filter((id) => !known.has(id))
  if (missing.length === 0) return json({ status: 'COMPLETE', results })
  const error = { status: 'error', category: 'OBJECT_NOT_FOUND', message: 'gone', context: { ids: missing } }
  return json({ status: 'COMPLETE', results, numErrors: missing.length, errors: [error] }, 207)
}

const readEngagements = (kind: ReadonlyMap<string, Engagement>, body: Body): Response =>
  batchOf(
    body.inputs.flatMap(({ id }) => kind.get(id) ?? []),
    body.inputs,
  )

function associated(kind: ReadonlyMap<string, Engagement>, path: string): Response {
  const ticketId = path.split('/')[1]
  const found = [...kind.values()].filter((one) => one.ticketId === ticketId)
  return json({ results: found.map(({ id }) => ({ toObjectId: Number(id), associationTypes: [] })) })
}

const lastOf = (path: string): string => path.split('/').at(-1) ?? ''
