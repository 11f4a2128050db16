/** The HubSpot double's side of the wire: what `hubspot.md` says of each call that Redress may make. */
// oxlint-disable typescript/no-unsafe-type-assertion -- bodies are read as HubSpot would, by shape
import { searchRecords } from './search.ts'
import { Refusal, textOf } from './ticket-store.ts'
import type { Crm, Pipeline, StoredRecord, TicketStore } from './ticket-store.ts'
import type { Property } from './ticket-properties.ts'

export type Answer = Readonly<{ status: number; body?: unknown; headers?: Readonly<Record<string, string>> }>
export type Request = Readonly<{ method: string; path: string; query: URLSearchParams; body: unknown }>
export type Owner = Readonly<{ id: string; userId: number; email: string }>
type Input = Readonly<{ id?: unknown; properties?: Readonly<Record<string, unknown>> }>

export const pipelines: readonly Pipeline[] = [
  {
    id: '0',
    label: 'Support Pipeline',
    stages: [
      { id: '1', label: 'New', closed: false },
      { id: '2', label: 'Stage 1', closed: false },
      { id: '4', label: 'Closed', closed: true },
    ],
  },
  {
    id: '887123',
    label: 'Complaints',
    stages: [
      { id: '990011', label: 'Early resolution', closed: false },
      { id: '990027', label: 'Stage 1', closed: false },
      { id: '990035', label: 'Stage 1 answered', closed: false },
      { id: '990043', label: 'Stage 2', closed: false },
      { id: '990059', label: 'Closed', closed: true },
    ],
  },
]

const notFound = (what: string): Refusal => new Refusal(404, `${what} not found`, 'OBJECT_NOT_FOUND')
const kindOf = (name: string): Crm | undefined =>
  (
    ({
      tickets: 'tickets',
      ticket: 'tickets',
      '0-5': 'tickets',
      tasks: 'tasks',
      task: 'tasks',
      '0-27': 'tasks',
      notes: 'notes',
      note: 'notes',
      '0-46': 'notes',
    }) as const
  )[name]

export class HubSpotApi {
  private readonly store: TicketStore
  private readonly owners: readonly Owner[]
  private searches: number[] = []

  constructor(store: TicketStore, owners: readonly Owner[]) {
    this.store = store
    this.owners = owners
  }

  route(request: Request): Answer {
    const { method, path, query } = request
    const object = /^\/crm\/v3\/objects\/([\w-]+)(?:\/(.+))?$/.exec(path)
    const kind = kindOf(object?.[1] ?? '')
    if (object && kind) return this.objects(request, kind, object[2] ?? '')
    const associations = /^\/crm\/v[34]\/associations\/([\w-]+)\/([\w-]+)\/batch\/read$/.exec(path)
    if (associations && method === 'POST') {
      return this.batchAssociations(
        request,
        kindOf(associations[1] ?? ''),
        kindOf(associations[2] ?? ''),
        path.includes('/v4/'),
      )
    }
    const v4 = /^\/crm\/v4\/objects\/([\w-]+)\/(\d+)\/associations\/([\w-]+)$/.exec(path)
    if (v4 && method === 'GET') {
      return ok({
        results: this.associated(v4[2] ?? '', kindOf(v4[3] ?? '')).map((id) => ({
          toObjectId: Number(id),
          associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 229, label: null }],
        })),
      })
    }
    if (path.startsWith('/crm/v3/pipelines/tickets') && method === 'GET') return this.readPipelines(path)
    if (path.startsWith('/crm/v3/owners') && method === 'GET') return this.readOwners(path, query)
    if (/^\/crm\/v3\/properties\/(tickets|0-5)/.test(path)) return this.propertyCalls(request)
    if (path.startsWith('/account-info/')) {
      return ok({
        portalId: 247_187_887,
        accountType: 'DEVELOPER_TEST',
        timeZone: 'Europe/London',
        companyCurrency: 'GBP',
        utcOffset: '+00:00',
        utcOffsetMilliseconds: 0,
        uiDomain: 'app.hubspot.com',
        dataHostingLocation: 'na1',
      })
    }
    throw new Refusal(404, `the double knows no ${method} ${path}`, 'NOT_FOUND')
  }

  private objects(request: Request, kind: Crm, rest: string): Answer {
    const { method, query } = request
    if (method === 'POST' && rest === '')
      return { status: 201, body: this.shape(this.createEngagement(kind, request.body)) }
    if (method === 'POST' && rest === 'batch/read') return this.batchRead(request, kind)
    if (method === 'POST' && rest === 'batch/update') return this.batchUpdate(request, kind)
    if (method === 'POST' && rest === 'batch/create') {
      const made = inputsOf(request.body).map((input) => this.shape(this.createEngagement(kind, input)))
      return { status: 201, body: complete(made) }
    }
    if (method === 'POST' && rest === 'search') return this.search(request, kind)
    const one = /^(\d+)(?:\/associations\/([\w-]+))?$/.exec(rest)
    const id = one?.[1]
    if (id === undefined) throw new Refusal(404, `the double knows no ${method} ${request.path}`, 'NOT_FOUND')
    const record = this.store.find(kind, id)
    if (one?.[2] !== undefined) {
      if (!record) throw notFound(id)
      return ok({
        results: this.associated(id, kindOf(one[2])).map((to) => ({ id: to, type: `${kind}_to_${one[2]}` })),
      })
    }
    if (!record) throw notFound(id)
    if (method === 'GET') {
      const list = (name: string): string[] => query.getAll(name).flatMap((value) => value.split(','))
      const related = list('associations').flatMap((name) => {
        const found = this.associated(id, kindOf(name))
        return found.length === 0
          ? []
          : [[name, { results: found.map((to) => ({ id: to, type: `ticket_to_${name}` })) }] as const]
      })
      const shape = this.shape(record, list('properties'), list('propertiesWithHistory'))
      return ok(related.length === 0 ? shape : { ...shape, associations: Object.fromEntries(related) })
    }
    if (method === 'PATCH') {
      this.store.update(record, valuesOf(request.body), 'redress')
      return ok(this.shape(record))
    }
    throw new Refusal(405, `the double knows no ${method} ${request.path}`, 'NOT_FOUND')
  }

  private createEngagement(kind: Crm, body: unknown): StoredRecord {
    const { associations } = body as {
      associations?: readonly { to: { id: unknown }; types: readonly { associationTypeId: number }[] }[]
    }
    const expected = { tasks: 230, notes: 228, tickets: 0 }[kind]
    if (kind === 'tickets') throw new Refusal(400, 'Redress never creates a ticket')
    const tickets = (associations ?? [])
      .filter(({ types }) => types.some(({ associationTypeId }) => associationTypeId === expected))
      .map(({ to }) => String(to.id))
    if (tickets.some((id) => !this.store.find('tickets', id))) throw notFound('associated ticket')
    if (valuesOf(body)['hs_timestamp'] === undefined) throw new Refusal(400, 'hs_timestamp is required')
    return this.store.create(kind, valuesOf(body), 'redress', { tickets })
  }

  private batchRead(request: Request, kind: Crm): Answer {
    const body = request.body as { properties?: string[]; propertiesWithHistory?: string[] }
    const ids = inputsOf(request.body).map((input) => String(input.id))
    const most = (body.propertiesWithHistory ?? []).length > 0 ? 50 : 100
    if (ids.length > most)
      throw new Refusal(
        400,
        `The maximum number of inputs supported in a batch request for property histories is ${most}. Received ${ids.length}.`,
      )
    const found = ids.flatMap((id) => this.store.find(kind, id) ?? [])
    const missing = ids.filter((id) => !this.store.find(kind, id))
    const results = found.map((record) =>
      this.shape(record, body.properties ?? [], body.propertiesWithHistory ?? []),
    )
    if (missing.length === 0) return ok(complete(results))
    const errors = [
      {
        status: 'error',
        category: 'OBJECT_NOT_FOUND',
        message: 'Could not get some tickets, they may be deleted or not exist.',
        context: { ids: missing },
      },
    ]
    return { status: 207, body: { ...complete(results), numErrors: 1, errors } }
  }

  private batchUpdate(request: Request, kind: Crm): Answer {
    const inputs = inputsOf(request.body)
    if (inputs.length > 100) throw new Refusal(400, 'too many inputs')
    const ids = inputs.map((input) => String(input.id))
    if (new Set(ids).size < ids.length) throw new Refusal(400, 'Duplicate IDs found in batch input')
    // One invalid value refuses the whole batch, so what went before it is taken back.
    const known = inputs.flatMap((input) => {
      const record = this.store.find(kind, String(input.id))
      return record ? [{ record, values: valuesOf(input) }] : []
    })
    const before = this.store.events.length
    const kept = known.map(({ record }) => ({
      record,
      history: new Map(record.history),
      updatedAt: record.updatedAt,
    }))
    try {
      for (const { record, values } of known) this.store.update(record, values, 'redress')
    } catch (error) {
      this.store.events.length = before
      for (const { record, history, updatedAt } of kept) {
        record.history.clear()
        for (const [name, entries] of history) record.history.set(name, entries)
        record.updatedAt = updatedAt
      }
      throw error
    }
    const body = complete(known.map(({ record, values }) => this.shape(record, Object.keys(values))))
    return { status: known.length < inputs.length ? 207 : 200, body }
  }

  private search(request: Request, kind: Crm): Answer {
    const second = Date.now() - 1000
    this.searches = [...this.searches.filter((at) => at > second), Date.now()]
    if (this.searches.length > 5) {
      return {
        status: 429,
        body: {
          status: 'error',
          message: 'You have reached your secondly limit.',
          errorType: 'RATE_LIMIT',
          policyName: 'SECONDLY',
          correlationId: 'c',
        },
      }
    }
    const live = [...this.store.records.values()].filter((record) => record.kind === kind && !record.archived)
    const { total, page, after, properties } = searchRecords(live, request.body, (record, name) =>
      this.store.value(record, name),
    )
    const results = page.map((record) => this.shape(record, properties))
    return ok({ total, results, ...(after === undefined ? {} : { paging: { next: { after, link: '?' } } }) })
  }

  private shape(
    record: StoredRecord,
    properties: readonly string[] = [],
    withHistory: readonly string[] = [],
  ): Record<string, unknown> {
    const names = [
      'hs_object_id',
      record.kind === 'tickets' ? 'createdate' : 'hs_createdate',
      'hs_lastmodifieddate',
      ...properties,
      ...withHistory,
    ]
    const all = properties.length + withHistory.length === 0 ? [...names, ...record.history.keys()] : names
    const read = Object.fromEntries(
      [...new Set(all)].map((name) => [name, this.store.value(record, name) || null]),
    )
    const shape = {
      id: record.id,
      properties: read,
      createdAt: record.createdAt,
      updatedAt: record.updatedAt,
      archived: record.archived,
    }
    if (withHistory.length === 0) return shape
    return {
      ...shape,
      propertiesWithHistory: Object.fromEntries(
        withHistory.map((name) => [name, record.history.get(name) ?? []]),
      ),
    }
  }

  private associated(id: string, to: Crm | undefined): string[] {
    const record = this.store.records.get(id)
    if (!record) return []
    if (record.kind !== 'tickets') return to === 'tickets' ? record.tickets : []
    return [...this.store.records.values()]
      .filter((one) => one.kind === to && one.kind !== 'tickets' && !one.archived && one.tickets.includes(id))
      .map((one) => one.id)
  }

  private batchAssociations(
    request: Request,
    from: Crm | undefined,
    to: Crm | undefined,
    isV4: boolean,
  ): Answer {
    if (!from || !to) throw notFound('association')
    const results = inputsOf(request.body).flatMap((input) => {
      const found = this.associated(String(input.id), to)
      if (found.length === 0) return []
      const shaped = found.map((id) =>
        isV4
          ? {
              toObjectId: Number(id),
              associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 229, label: null }],
            }
          : { id, type: `${from}_to_${to}` },
      )
      return [{ from: { id: String(input.id) }, to: shaped }]
    })
    return ok(complete(results))
  }

  private readPipelines(path: string): Answer {
    const shaped = pipelines.map((pipeline, order) => ({
      id: pipeline.id,
      label: pipeline.label,
      displayOrder: order,
      archived: false,
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
      stages: pipeline.stages.map((stage, index) => ({
        id: stage.id,
        label: stage.label,
        displayOrder: index,
        archived: false,
        createdAt: '2026-01-01T00:00:00Z',
        updatedAt: '2026-01-01T00:00:00Z',
        metadata: { ticketState: stage.closed ? 'CLOSED' : 'OPEN' },
        writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
      })),
    }))
    const [id, stages] = path.slice('/crm/v3/pipelines/tickets'.length).split('/').filter(Boolean)
    if (id === undefined) return ok({ results: shaped })
    const one = shaped.find((pipeline) => pipeline.id === id)
    if (!one) throw notFound('pipeline')
    return ok(stages === 'stages' ? { results: one.stages } : one)
  }

  private readOwners(path: string, query: URLSearchParams): Answer {
    const shaped = this.owners.map((owner) => ({
      id: owner.id,
      email: owner.email,
      type: 'PERSON',
      firstName: owner.email.replace(/@.*/, ''),
      lastName: 'Test',
      userId: owner.userId,
      userIdIncludingInactive: owner.userId,
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
      archived: false,
      teams: [],
    }))
    const id = path.slice('/crm/v3/owners'.length).split('/').find(Boolean)
    if (id !== undefined) {
      const one = shaped.find((owner) => owner.id === id)
      if (!one) throw notFound('owner')
      return ok(one)
    }
    const email = query.get('email')
    const wanted = shaped.filter(
      (owner) => query.get('archived') !== 'true' && (!email || owner.email === email),
    )
    const from = Number(query.get('after') ?? 0)
    const size = Number(query.get('limit') ?? 100)
    const next =
      from + size < wanted.length ? { paging: { next: { after: String(from + size), link: '?' } } } : {}
    return ok({ results: wanted.slice(from, from + size), ...next })
  }

  private propertyCalls({ method, path, body }: Request): Answer {
    const rest = path.replace(/^\/crm\/v3\/properties\/(tickets|0-5)\/?/, '')
    if (rest === 'groups' && method === 'GET')
      return ok({
        results: [
          { name: 'ticketinformation', label: 'Ticket', displayOrder: 0, archived: false },
          { name: 'complaint', label: 'Complaint', displayOrder: 1, archived: false },
        ],
      })
    if (rest === 'groups' && method === 'POST')
      return { status: 201, body: { ...(body as object), archived: false } }
    if (rest === '' && method === 'GET')
      return ok({ results: [...this.store.properties.values()].map(definition) })
    const one = this.store.properties.get(rest)
    if (method === 'GET' && one) return ok(definition(one))
    if (method === 'GET') throw notFound(rest)
    throw new Refusal(409, 'the acceptance suite gives every property beforehand', 'CONFLICT')
  }
}

function definition(one: Property): Record<string, unknown> {
  return {
    name: one.name,
    label: one.label,
    type: one.type,
    fieldType: one.fieldType,
    groupName: one.groupName,
    description: '',
    archived: false,
    options: one.options.map((value, displayOrder) => ({
      label: value,
      value,
      displayOrder,
      hidden: false,
    })),
  }
}

function ok(body: unknown): Answer {
  return { status: 200, body }
}

function complete(results: readonly unknown[]): Record<string, unknown> {
  return {
    status: 'COMPLETE',
    results,
    startedAt: '2026-01-01T00:00:00.000Z',
    completedAt: '2026-01-01T00:00:00.000Z',
  }
}

function inputsOf(body: unknown): readonly Input[] {
  return (body as { inputs?: readonly Input[] }).inputs ?? []
}

function valuesOf(body: unknown): Record<string, string> {
  const { properties } = body as Input
  return Object.fromEntries(Object.entries(properties ?? {}).map(([name, value]) => [name, textOf(value)]))
}
