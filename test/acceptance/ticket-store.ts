/** The records of the HubSpot double: tickets, tasks and notes with their values, histories and associations. */
import { ticketProperties } from './ticket-properties.ts'
import type { Property } from './ticket-properties.ts'
import type { WebhookEvent } from './webhook.ts'

type HistoryEntry = Readonly<{
  value: string
  timestamp: string
  sourceType: string
  sourceId: string
  updatedByUserId?: number
}>

export type Crm = 'tickets' | 'tasks' | 'notes'
export type StoredRecord = {
  readonly id: string
  readonly kind: Crm
  readonly createdAt: string
  readonly tickets: string[]
  updatedAt: string
  archived: boolean
  readonly history: Map<string, HistoryEntry[]>
}

export type Source = 'person' | 'redress'
type Stage = Readonly<{ id: string; label: string; closed: boolean }>
export type Pipeline = Readonly<{ id: string; label: string; stages: readonly Stage[] }>

export class Refusal extends Error {
  readonly status: number
  readonly body: unknown
  constructor(status: number, message: string, category = 'VALIDATION_ERROR', errors?: unknown) {
    super(message)
    this.status = status
    this.body = {
      status: 'error',
      message,
      category,
      correlationId: '4ac1f3f2-0000-4000-8000-aaaaaaaaaaaa',
      errors,
    }
  }
}

/** A value of a JSON body as text; null and absent are empty. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''
}

const newest = (a: HistoryEntry, b: HistoryEntry): number => Date.parse(b.timestamp) - Date.parse(a.timestamp)
const userId = 98_499_705
const subscribed = /^(complaint_|hs_pipeline|hubspot_owner_id$)/

export class TicketStore {
  readonly records = new Map<string, StoredRecord>()
  readonly properties = new Map<string, Property>(
    ticketProperties.map((property) => [property.name, property]),
  )
  readonly events: WebhookEvent[] = []
  readonly pipelines: readonly Pipeline[]
  readonly ownerIds: ReadonlySet<string>
  readonly appId: string
  now: () => string = () => new Date().toISOString()
  private nextId = 541_935_488_000
  private nextEventId = 4_101_286_121

  constructor(pipelines: readonly Pipeline[], ownerIds: ReadonlySet<string>, appId: string) {
    this.pipelines = pipelines
    this.ownerIds = ownerIds
    this.appId = appId
    for (const { id } of pipelines.flatMap((pipeline) => pipeline.stages)) {
      const name = `hs_v2_date_entered_${id}`
      this.properties.set(name, {
        name,
        label: `Date entered ${id}`,
        type: 'datetime',
        fieldType: 'date',
        groupName: 'ticketinformation',
        options: [],
      })
    }
  }

  find(kind: Crm, id: string): StoredRecord | undefined {
    const record = this.records.get(id)
    return record && record.kind === kind && !record.archived ? record : undefined
  }

  value(record: StoredRecord, name: string): string {
    if (name === 'hs_object_id') return record.id
    if (name === 'createdate' || name === 'hs_createdate') return record.createdAt
    if (name === 'hs_lastmodifieddate') return record.updatedAt
    return record.history.get(name)?.[0]?.value ?? ''
  }

  /** A new record; `times` backdates single properties, `createdAt` everything else. */
  create(
    kind: Crm,
    values: Readonly<Record<string, string>>,
    source: Source,
    options: Readonly<{
      createdAt?: string
      times?: Readonly<Record<string, string>>
      tickets?: readonly string[]
    }> = {},
  ): StoredRecord {
    this.nextId += 1 + (this.nextId % 3)
    const createdAt = new Date(options.createdAt ?? this.now()).toISOString()
    const record: StoredRecord = {
      id: String(this.nextId),
      kind,
      createdAt,
      updatedAt: createdAt,
      archived: false,
      tickets: [...(options.tickets ?? [])],
      history: new Map(),
    }
    const clean = Object.entries(values).map(
      ([name, value]) => [name, this.checked(record, name, value, values)] as const,
    )
    this.records.set(record.id, record)
    if (kind === 'tickets') this.emit(record, 'creation', source, createdAt)
    for (const [name, value] of clean) {
      const at = options.times?.[name] ?? createdAt
      this.put(record, name, value, source, new Date(at).toISOString())
    }
    return record
  }

  update(
    record: StoredRecord,
    values: Readonly<Record<string, string>>,
    source: Source,
    at = this.now(),
  ): void {
    const clean = Object.entries(values).map(
      ([name, value]) => [name, this.checked(record, name, value, values)] as const,
    )
    for (const [name, value] of clean) this.put(record, name, value, source, new Date(at).toISOString())
  }

  remove(record: StoredRecord): void {
    record.archived = true
    if (record.kind === 'tickets') this.emit(record, 'deletion', 'person', this.now())
  }

  private put(record: StoredRecord, name: string, value: string, source: Source, timestamp: string): void {
    const entries = record.history.get(name) ?? []
    const before = entries[0]?.value ?? ''
    if (before === value) return
    const entry: HistoryEntry =
      source === 'person'
        ? { value, timestamp, sourceType: 'CRM_UI', sourceId: `userId:${userId}`, updatedByUserId: userId }
        : { value, timestamp, sourceType: 'INTEGRATION', sourceId: this.appId }
    record.history.set(name, [entry, ...entries].toSorted(newest))
    record.updatedAt = this.now()
    if (record.kind !== 'tickets') return
    if (name === 'hs_pipeline_stage')
      this.put(record, `hs_v2_date_entered_${value}`, timestamp, source, timestamp)
    if (!subscribed.test(name)) return
    this.emit(record, 'propertyChange', source, timestamp, { propertyName: name, propertyValue: value })
  }

  private emit(
    record: StoredRecord,
    what: string,
    source: Source,
    at: string,
    more: Readonly<Record<string, string>> = {},
  ): void {
    this.nextEventId += 1
    this.events.push({
      eventId: this.nextEventId,
      subscriptionId: 7_562_680,
      portalId: 247_187_887,
      appId: Number(this.appId),
      occurredAt: Date.parse(at),
      subscriptionType: `ticket.${what}`,
      attemptNumber: 0,
      objectId: Number(record.id),
      ...more,
      changeSource: source === 'person' ? 'CRM_UI' : 'INTEGRATION',
      sourceId: source === 'person' ? `userId:${userId}` : this.appId,
      ...(what === 'creation'
        ? { changeFlag: 'CREATED' }
        : what === 'deletion'
          ? { changeFlag: 'DELETED' }
          : {}),
    })
  }

  /** The value as HubSpot would keep it, or a refusal as HubSpot would word it. */
  private checked(
    record: StoredRecord,
    name: string,
    value: string,
    together: Readonly<Record<string, string>>,
  ): string {
    if (record.kind !== 'tickets' || value === '') return value
    const property = this.properties.get(name)
    if (!property) {
      throw new Refusal(
        400,
        `Property values were not valid: [{"isValid":false,"message":"Property \\"${name}\\" does not exist","error":"PROPERTY_DOESNT_EXIST","name":"${name}"}]`,
      )
    }
    const refuse = (why: string): never => {
      throw new Refusal(
        400,
        `Property values were not valid: [{"isValid":false,"message":"${value} was not ${why}","error":"INVALID","name":"${name}"}]`,
      )
    }
    if (name === 'hs_pipeline_stage') {
      const pipeline = together['hs_pipeline'] ?? this.value(record, 'hs_pipeline')
      const stages = this.pipelines.find((one) => one.id === pipeline)?.stages ?? []
      return stages.some((stage) => stage.id === value) ? value : refuse('a valid stage of the pipeline')
    }
    if (name === 'hs_pipeline') {
      return this.pipelines.some((one) => one.id === value) ? value : refuse('a valid pipeline')
    }
    if (name === 'hubspot_owner_id') return this.ownerIds.has(value) ? value : refuse('a valid owner')
    if (property.type === 'datetime') {
      const time = /^-?\d+$/.test(value) ? Number(value) : Date.parse(value)
      return Number.isFinite(time) ? new Date(time).toISOString() : refuse('a valid long')
    }
    if (property.type === 'date') {
      const time = /^-?\d{9,}$/.test(value) ? Number(value) : Date.parse(value)
      return Number.isFinite(time) && time % 86_400_000 === 0
        ? new Date(time).toISOString().slice(0, 10)
        : refuse('a valid date: at midnight UTC')
    }
    if (property.type === 'bool')
      return /^(true|false)$/.test(value) ? value : refuse('one of the allowed options: [true, false]')
    if (property.type === 'number') return Number.isFinite(Number(value)) ? value : refuse('a valid number')
    if (property.options.length === 0) return value
    const old = value.startsWith(';') ? this.value(record, name).split(';') : []
    const parts =
      property.fieldType === 'checkbox' ? [...old, ...value.split(';')].filter((one) => one !== '') : [value]
    return parts.every((part) => property.options.includes(part))
      ? [...new Set(parts)].join(';')
      : refuse(`one of the allowed options: [${property.options.join(', ')}]`)
  }
}
