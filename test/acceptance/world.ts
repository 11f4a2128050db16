/** One Worker, one HubSpot, one frozen clock for both, and words to act and look with. */
import { HubSpotDouble } from './hubspot-double.ts'
import type { NewTicket } from './hubspot-double.ts'
import { allEmails, People, readRoles } from './people.ts'
import { postEvents, postSigned } from './webhook.ts'
import type { Tampering, WebhookEvent } from './webhook.ts'
import { Worker } from './worker.ts'

/** A ticket as a person sees it in the CRM: owners by e-mail, nothing as ''. */
export type Seen = Readonly<{
  stage: string
  owner: string
  acknowledgeDue: string
  respondDue: string
  nextDueAt: string
  sla: string
  grounds: string
  stage1StartedAt: string
  stage2StartedAt: string
  investigator: string
  secondReviewer: string
  decision: string
  acknowledge1: string
  respond1: string
  acknowledge2: string
  respond2: string
}>

export class World {
  readonly crm: HubSpotDouble
  readonly worker: Worker
  readonly people: People
  private readonly made: string[] = []
  private readonly earlier: string[] = []

  private constructor(crm: HubSpotDouble, worker: Worker, people: People) {
    this.crm = crm
    this.worker = worker
    this.people = people
  }

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<World> {
    const roles = readRoles()
    const crm = await HubSpotDouble.start(allEmails(roles))
    return new World(crm, await Worker.start(crm, settings), new People(roles))
  }

  async stop(): Promise<void> {
    await this.worker.stop()
    await this.crm.stop()
  }

  get webhookUrl(): string {
    return `${this.worker.url}/webhooks/hubspot`
  }

  /** Freezes the time of both. */
  async at(instant: string): Promise<void> {
    this.crm.setNow(instant)
    await this.worker.setClock(instant)
  }

  file(ticket: NewTicket): string {
    const id = this.crm.createTicket(ticket)
    this.made.push(id)
    return id
  }

  async send(events: readonly WebhookEvent[], size = 100): Promise<number[]> {
    return postEvents(this.webhookUrl, this.crm.secret, events, size)
  }

  async post(body: string, tamper: Tampering = {}): Promise<number> {
    return postSigned(this.webhookUrl, this.crm.secret, body, tamper)
  }

  /** Delivers what HubSpot has to tell, Redress's own echoes as well, until it is quiet. */
  async look(): Promise<void> {
    for (let round = 0; round < 6; round += 1) {
      const events = this.crm.takeEvents()
      if (events.length === 0) return
      const statuses = await this.send(events)
      if (statuses.some((status) => status < 200 || status > 299))
        throw new Error(`webhook: ${statuses.join()}`)
      await this.worker.settle()
    }
    throw new Error('Redress and its own echoes never come to rest')
  }

  async sweep(times = 1): Promise<void> {
    for (let done = 0; done < times; done += 1) {
      await this.sweepOnce()
      await this.look()
    }
  }

  /** The crons' work alone, without its echoes. It finds no ticket of an earlier case, whose times are others. */
  async sweepOnce(): Promise<void> {
    await this.deleteEarlier()
    await this.worker.sweep()
  }

  /** A person sets values; HubSpot tells; Redress looks. */
  async edit(id: string, values: Readonly<Record<string, string>>, at?: string): Promise<void> {
    this.crm.edit(id, values, at)
    await this.look()
  }

  /** Ends a case. Its tickets are deleted before the next sweep: until then nothing looks at them. */
  async clear(): Promise<void> {
    this.crm.intercept = () => undefined
    await this.worker.settle()
    this.crm.takeEvents()
    this.earlier.push(...this.made.splice(0))
  }

  private async deleteEarlier(): Promise<void> {
    if (this.earlier.length === 0) return
    const untold = this.crm.takeEvents()
    for (const id of this.earlier.splice(0)) this.crm.remove(id)
    await this.look()
    this.crm.store.events.push(...untold)
  }

  see(id: string): Seen {
    const read = (name: string): string => this.crm.value(id, `complaint_${name}`)
    const result = (clock: string): string =>
      [read(`${clock}_result`), read(`${clock}_working_days`)].filter((part) => part !== '').join(' in ')
    return {
      stage: this.crm.stageOf(id),
      owner: this.crm.ownerOf(id),
      acknowledgeDue: read('acknowledge_due'),
      respondDue: read('respond_due'),
      nextDueAt: read('next_due_at'),
      sla: read('sla_status'),
      grounds: read('review_grounds').split(';').filter(Boolean).toSorted().join(),
      stage1StartedAt: read('stage1_started_at'),
      stage2StartedAt: read('stage2_started_at'),
      investigator: this.crm.emailOf(read('stage1_investigator')),
      secondReviewer: this.crm.emailOf(read('second_reviewer')),
      decision: read('decision'),
      acknowledge1: result('stage1_acknowledge'),
      respond1: result('stage1_respond'),
      acknowledge2: result('stage2_acknowledge'),
      respond2: result('stage2_respond'),
    }
  }

  /** Polls on real time until it holds, or the seconds have gone. */
  async within(seconds: number, holds: () => boolean | Promise<boolean>): Promise<boolean> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
      if (await holds()) return true
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return holds()
  }

  /** Calls that wrote a ticket since a mark in `crm.calls`. */
  ticketWritesSince(mark: number): number {
    return this.crm.calls
      .slice(mark)
      .filter(({ method, path }) =>
        method === 'PATCH' ? path.includes('/tickets/') : path.endsWith('/tickets/batch/update'),
      ).length
  }
}
