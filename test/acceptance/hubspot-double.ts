/** A small HubSpot for black-box tests: what `hubspot.md` says of the API, over node:http, with every call counted. */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { HubSpotApi, pipelines } from './hubspot-api.ts'
import type { Answer, Owner, Request } from './hubspot-api.ts'
import { Refusal, TicketStore } from './ticket-store.ts'
import type { Pipeline, StoredRecord } from './ticket-store.ts'
import type { WebhookEvent } from './webhook.ts'

export type Call = Readonly<{ method: string; path: string; query: string; body: unknown; status: number }>
export type Engagement = Readonly<{
  id: string
  owner: string
  status: string
  subject: string
  text: string
  dueAt: string
}>
export type NewTicket = Readonly<{
  stage?: string
  pipeline?: string
  createdAt?: string
  properties?: Readonly<Record<string, string>>
  times?: Readonly<Record<string, string>>
}>

const limits = {
  'X-HubSpot-RateLimit-Max': '190',
  'X-HubSpot-RateLimit-Remaining': '150',
  'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
}

export class HubSpotDouble {
  readonly token = 'pat-na1-acceptance'
  readonly secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy'
  readonly appId = '50780459'
  readonly calls: Call[] = []
  readonly store: TicketStore
  /** Answers a call in HubSpot's place; undefined lets it through. */
  intercept: (request: Request) => Answer | undefined = () => undefined
  url = ''
  private readonly owners: readonly Owner[]
  private readonly api: HubSpotApi
  private readonly server: Server
  private frozenAt: string | undefined

  private constructor(emails: readonly string[]) {
    this.owners = emails.map((email, index) => ({
      id: String(40_501 + index * 17),
      userId: 7_001 + index,
      email,
    }))
    this.store = new TicketStore(pipelines, new Set(this.owners.map((owner) => owner.id)), this.appId)
    this.api = new HubSpotApi(this.store, this.owners)
    this.store.now = () => this.frozenAt ?? new Date().toISOString()
    this.server = createServer((incoming, response) => {
      void this.respond(incoming, response)
    })
  }

  static async start(emails: readonly string[]): Promise<HubSpotDouble> {
    const double = new HubSpotDouble(emails)
    await new Promise<void>((resolve) => double.server.listen(0, '127.0.0.1', resolve))
    const address = double.server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    double.url = `http://127.0.0.1:${address.port}`
    return double
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  // What a person in the CRM does

  setNow(instant: string): void {
    this.frozenAt = new Date(instant).toISOString()
  }

  createTicket(ticket: NewTicket = {}): string {
    const pipeline = this.pipeline(ticket.pipeline ?? 'Complaints')
    const stage = pipeline.stages.find((one) => one.label === (ticket.stage ?? 'Early resolution'))
    if (!stage) throw new Error(`no stage ${ticket.stage}`)
    const values = {
      subject: 'A complaint',
      hs_pipeline: pipeline.id,
      hs_pipeline_stage: stage.id,
      ...ticket.properties,
    }
    return this.store.create('tickets', values, 'person', {
      ...(ticket.createdAt === undefined ? {} : { createdAt: ticket.createdAt }),
      ...(ticket.times === undefined ? {} : { times: ticket.times }),
    }).id
  }

  edit(id: string, values: Readonly<Record<string, string>>, at?: string): void {
    this.store.update(this.live(id), values, 'person', at)
  }

  moveByHand(id: string, stage: string, at?: string): void {
    const found = this.pipeline('Complaints').stages.find((one) => one.label === stage)
    if (!found) throw new Error(`no stage ${stage}`)
    this.edit(id, { hs_pipeline_stage: found.id }, at)
  }

  remove(id: string): void {
    this.store.remove(this.live(id))
  }

  /** The events not delivered yet, which now count as delivered. */
  takeEvents(): WebhookEvent[] {
    return this.store.events.splice(0)
  }

  // What a person in the CRM sees

  value(id: string, name: string): string {
    return this.store.value(this.live(id), name)
  }

  stageOf(id: string): string {
    const stage = this.value(id, 'hs_pipeline_stage')
    return pipelines.flatMap((one) => one.stages).find((one) => one.id === stage)?.label ?? stage
  }

  ownerOf(id: string): string {
    return this.emailOf(this.value(id, 'hubspot_owner_id'))
  }

  emailOf(ownerId: string): string {
    return ownerId === ''
      ? ''
      : (this.owners.find((owner) => owner.id === ownerId)?.email ?? `unknown owner ${ownerId}`)
  }

  ownerId(email: string): string {
    const owner = this.owners.find((one) => one.email.toLowerCase() === email.toLowerCase())
    if (!owner) throw new Error(`no owner ${email}`)
    return owner.id
  }

  emails(): string[] {
    return this.owners.map((owner) => owner.email)
  }

  tasksOf(id: string): Engagement[] {
    return this.engagements('tasks', id)
  }

  notesOf(id: string): Engagement[] {
    return this.engagements('notes', id)
  }

  /** How often Redress has written a property of this ticket. */
  writesTo(id: string): number {
    return [...this.live(id).history.values()].flat().filter((entry) => entry.sourceType === 'INTEGRATION')
      .length
  }

  private engagements(kind: 'tasks' | 'notes', ticket: string): Engagement[] {
    return [...this.store.records.values()]
      .filter((record) => record.kind === kind && !record.archived && record.tickets.includes(ticket))
      .map((record) => {
        const read = (name: string): string => this.store.value(record, name)
        const due = read('hs_timestamp')
        const time = /^\d+$/.test(due) ? Number(due) : Date.parse(due)
        return {
          id: record.id,
          owner: this.emailOf(read('hubspot_owner_id')),
          status: read('hs_task_status'),
          subject: read('hs_task_subject'),
          text: `${read('hs_task_subject')} ${read('hs_task_body')} ${read('hs_note_body')}`
            .replace(/<[^>]*>/g, ' ')
            .replace(/\s+/g, ' '),
          dueAt: Number.isFinite(time) ? new Date(time).toISOString() : due,
        }
      })
  }

  private live(id: string): StoredRecord {
    const record = this.store.records.get(id)
    if (!record) throw new Error(`no ticket ${id}`)
    return record
  }

  private pipeline(label: string): Pipeline {
    const found = pipelines.find((one) => one.label === label)
    if (!found) throw new Error(`no pipeline ${label}`)
    return found
  }

  // The API

  private async respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body, headers } = await this.serve(incoming)
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    const type = typeof body === 'string' ? 'text/html' : 'application/json'
    response.writeHead(status, { 'content-type': type, ...limits, ...headers })
    response.end(text)
  }

  private async serve(incoming: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
    const url = new URL(incoming.url ?? '/', 'http://double')
    const text = Buffer.concat(chunks).toString('utf8')
    const method = incoming.method ?? 'GET'
    // Dated paths carry the version after the family; they answer as v3 and v4 do.
    const path = url.pathname
      .replace(/^\/crm\/(objects|pipelines|owners|properties)\/\d{4}-\d{2}/, '/crm/v3/$1')
      .replace(/^\/crm\/associations\/\d{4}-\d{2}/, '/crm/v4/associations')
    let body: unknown
    let answer: Answer
    try {
      body = text === '' ? undefined : JSON.parse(text)
      const request = { method, path, query: url.searchParams, body }
      if (incoming.headers.authorization !== `Bearer ${this.token}`)
        throw new Refusal(401, 'Authentication credentials not found', 'INVALID_AUTHENTICATION')
      answer = this.intercept(request) ?? this.api.route(request)
    } catch (error) {
      answer =
        error instanceof Refusal
          ? { status: error.status, body: error.body }
          : { status: 500, body: { status: 'error', message: String(error) } }
    }
    this.calls.push({ method, path, query: url.search, body, status: answer.status })
    return answer
  }
}
