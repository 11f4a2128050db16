// One world: a Worker, a queue, a database and a HubSpot in simulated time. A history is lived through in it.

import { createHubSpot } from '../../dev/hubspot/hubspot.ts'
import { seededRandom, type Random } from '../../dev/hubspot/webhooks/random.ts'
import { watchedProperties } from '../../bin/hubspot-project/subscriptions.ts'
import { definitionOf } from '../../src/integrations/hubspot/provision/definition.ts'
import { bindingOf, carryOut, openDatabase, type Perform } from './d1.ts'
import type { Break } from './breaks.ts'
import { dueTickAt } from './cron.ts'
import { editionNamed, editionsOf, eras } from './editions.ts'
import { createStepFaults } from './faults.ts'
import type { Act, Fault, History } from './history.ts'
import { createInvocations, timeOutMs, type Invocation } from './invocations.ts'
import { type Answering, answerAbout, answerTo, type Call } from './network.ts'
import { within } from './outside.ts'
import { createPeople } from './people.ts'
import { signatureV3 } from '../../dev/hubspot/webhooks/signature.ts'
import { createQueue, type Ended as DeliveryEnded } from './queue.ts'
import { type Batch, forgetAccount, type Message, worker } from './redress.ts'
import { snapshotOf, type Snapshot } from './snapshot.ts'
import { wrongAnnouncements } from './checks/breaches.ts'
import { wrongDueDates } from './checks/due-dates.ts'
import { crmStep, d1Step } from './steps.ts'
import { createTimeline } from './timeline.ts'

/** How things stood at the end of a phase, and what was wrong with it. */
type Ended = Snapshot & { readonly dueDates: readonly string[]; readonly breaches: readonly string[] }

export type World = Awaited<ReturnType<typeof live>>

/** Of a world without faults things take no time; the other one has its own luck. */
export type Kind = {
  readonly isCalm: boolean
  readonly broken?: Break | undefined
  /** What happened goes here, a line each. */
  readonly log?: string[]
}

let elapsedBefore = 0
const secrets = { token: 'local-token', clientSecret: 'local-client-secret', appId: '50780459' }
const webhookUrl = 'https://redress.simulated/webhooks/hubspot'
/** More sweeps than any history needs: something is never done. */
const mostTicks = 1500

/** Lives through a history, and tells how things stood at the end of each phase. */
export async function live(history: History, { isCalm, broken, log = [] }: Kind) {
  const era = eras[history.era % eras.length] ?? eras[0]
  const random: Random = seededRandom(history.seed * 2 + 1)
  const timeline = createTimeline(history.startAt, () => invocations.isBusy())
  const database = openDatabase()
  const faults = createStepFaults()
  const note = (line: string) =>
    void log.push(`${new Date(timeline.now()).toISOString().replace('.000Z', 'Z')} ${line}`)
  let edition: string = editionsOf(era).base
  const deployed = [edition]
  let clock: 'simulated' | 'never' = 'simulated'
  let [refusals, lateUntil, ticks, deaths] = [0, 0, 0, 0]
  const invocations = createInvocations({
    timeline: () => timeline,
    random,
    isCalm,
    slowness: history.slowness,
    strike: faults.strike,
    note,
    coldStart,
  })
  const { delay, step } = invocations
  let answering: Answering = () => new Response(null, { status: 503 })
  let send: (message: Message, delaySeconds?: number) => void = () => {}
  const bad = { refused: new Set<string>(), broken: new Set<string>() }
  const carry: Answering = async (request) => (await answerAbout(request, bad)) ?? answering(request)
  const outward = broken?.network ? broken.network(carry) : carry
  const elapsedFrom = elapsedBefore
  const now = () => (clock === 'never' ? 8e15 : timeline.now())
  // It goes on over all runs, since what an isolate counts by it stays in this process.
  const elapsed = () =>
    (elapsedBefore = Math.max(
      elapsedBefore,
      elapsedFrom + (timeline.now() - history.startAt) + deaths * 100_000,
    ))

  return within(
    {
      timeline,
      now,
      random,
      fetch: fetchFromRedress,
      elapsed,
      waiter: invocations.waiter,
      log: (line) => note(`  ${line}`),
    },
    async () => {
      const hubspot = createHubSpot({
        ...secrets,
        webhookUrl,
        limits: false,
        searchLagMs: isCalm ? 0 : 2000,
        webhooks: {
          seed: history.seed,
          gatherMs: 20,
          retryMs: 20_000,
          timeOutMs: 1e9,
          properties: watchedProperties(definitionOf(editionNamed(edition))),
          fetch: fetchFromHubSpot,
        },
      })
      hubspot.provision(definitionOf(editionNamed(edition)))
      answering = (request) => hubspot.app.fetch(request)
      const people = createPeople(hubspot)
      const queue = createQueue({
        timeline,
        random: isCalm ? () => 0.5 : random,
        consume: (batch, ended) => consume(batch, ended),
        isAckedFirst: broken?.isAckedFirst,
      })
      send = broken?.queue ? broken.queue(queue.send) : queue.send
      await coldStart()
      const ended: Ended[] = []
      for (const phase of history.phases) {
        for (const act of phase.acts) timeline.at(act.at, () => carryOutAct(act))
        if (!isCalm) for (const fault of phase.faults) timeline.at(fault.at, () => strike(fault))
        await runUntil(phase.calmAt)
        faults.calm()
        Object.assign(hubspot.webhooks.disorder, { duplicate: 0, lose: 0, shuffle: 0 })
        lateUntil = 0
        refusals = 0
        const { nightlyAt } = phase
        if (nightlyAt !== undefined && !isCalm) timeline.at(nightlyAt, () => startCron('20 2 * * *'))
        await runUntil(phase.endAt)
        const seen = { database, hubspot, people, queue, now: timeline.now(), era, deployed }
        ended.push({
          ...snapshotOf(seen),
          dueDates: wrongDueDates(seen),
          breaches: wrongAnnouncements(seen),
        })
      }
      return {
        ended,
        database,
        hubspot,
        people,
        queue,
        era,
        deployed,
        steps: invocations.taken(),
        struck: faults.struck(),
      }

      function carryOutAct(act: Act): void {
        if (act.kind === 'deploy') {
          edition = act.edition
          deployed.push(edition)
          note(`deployed: ${edition}`)
          return
        }
        people.act(act)
        note(`people: ${JSON.stringify(act)}`)
      }

      function strike(fault: Fault): void {
        switch (fault.kind) {
          case 'step':
            faults.arm(fault)
            return
          case 'cron':
            startCron('*/5 * * * *')
            return
          case 'refuses':
          case 'breaks': {
            const id = people.ids.get(fault.ticket)
            if (id === undefined) return
            const ids = fault.kind === 'refuses' ? bad.refused : bad.broken
            ids.add(id)
            timeline.after(fault.forMs, () => ids.delete(id))
            return
          }
          case 'queue':
            if (fault.how === 'refuses') refusals += 1
            else queue.deliverTwice()
            return
          case 'webhooks': {
            const { disorder } = hubspot.webhooks
            if (fault.how === 'late') lateUntil = timeline.now() + fault.forMs
            else {
              const which = ({ lost: 'lose', twice: 'duplicate', shuffled: 'shuffle' } as const)[fault.how]
              disorder[which] = 1
              timeline.after(fault.forMs, () => void (disorder[which] = 0))
            }
            return
          }
        }
      }
    },
  )

  /** Until that time, with the frequent cron wherever it would find anything to do. */
  async function runUntil(until: number): Promise<void> {
    for (;;) {
      const nextAt = timeline.nextAt()
      if (invocations.isIdle() && nextAt > timeline.now()) {
        invocations.forget()
        const tickAt = dueTickAt(database, timeline.now(), editionNamed(edition).digest)
        if (tickAt !== undefined && tickAt < nextAt && tickAt <= until) {
          if ((ticks += 1) > mostTicks)
            throw new Error('there is something to do at every sweep, without end')
          timeline.at(tickAt, () => startCron('*/5 * * * *'))
          await timeline.step()
          continue
        }
      }
      if (nextAt > until) break
      await timeline.step()
    }
    timeline.pass(until)
  }

  function startCron(cron: string): void {
    const name = cron.startsWith('20') ? 'nightly' : 'cron'
    invocations.start(name, (one) => worker.scheduled({ cron }, envOf(one)))
  }

  function consume(batch: Batch, ended: (how: DeliveryEnded) => void): void {
    invocations.start(
      `consumer ${batch.messages.map(({ body }) => body.hints.map(({ id }) => id.slice(-3)).join('+')).join(' ')}`,
      (one) => worker.queue(batch, envOf(one)),
      ended,
    )
  }

  function envOf(one: Invocation): object {
    const straight: Perform = (queries) =>
      step(one, d1Step(queries), async (fault) => {
        if (fault === 'fails before') throw new Error('D1_ERROR: storage is not available')
        const rows = carryOut(database, queries)
        if (fault === 'fails after') throw new Error('D1_ERROR: network connection lost')
        return rows
      })
    const perform = broken?.database ? broken.database(straight, database) : straight
    return {
      ...settings(),
      DB: bindingOf(perform),
      TICKETS: {
        send: (message: Message, { delaySeconds }: { readonly delaySeconds?: number } = {}) =>
          step(one, 'queue send', async (fault) => {
            if (fault?.startsWith('fails') || refusals > 0) {
              refusals = Math.max(0, refusals - 1)
              throw new Error('the queue is not available')
            }
            send(message, delaySeconds)
          }),
      },
    }
  }

  function settings() {
    return {
      HUBSPOT_API_BASE: 'https://hubspot.simulated',
      HUBSPOT_ACCESS_TOKEN: secrets.token,
      HUBSPOT_CLIENT_SECRET: secrets.clientSecret,
      HUBSPOT_APP_ID: secrets.appId,
      REDRESS_MODE: 'full',
      REDRESS_POLICY: edition,
    }
  }

  async function coldStart(): Promise<void> {
    clock = 'never'
    deaths += 1
    await forgetAccount(settings())
    clock = 'simulated'
  }

  /** What Redress sends goes to HubSpot. */
  async function fetchFromRedress(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const url = String(input instanceof Request ? input.url : input)
    const call: Call = {
      method: init.method ?? 'GET',
      url,
      headers: (init.headers ?? {}) as Record<string, string>,
      body: typeof init.body === 'string' ? init.body : undefined,
    }
    const one = invocations.current()
    if (!one) return answerTo(call, undefined, answering)
    return step(one, crmStep(call.method, new URL(url).pathname), async (fault) => {
      const answer = await answerTo(call, fault, outward, (happen) => {
        timeline.after(timeOutMs + Math.floor(random() * 15_000), happen)
      })
      return broken?.understand ? broken.understand(call, answer) : answer
    })
  }

  /** What HubSpot sends goes to Redress, sooner or later. */
  function fetchFromHubSpot(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const url = String(input instanceof Request ? input.url : input)
    const isLate = timeline.now() < lateUntil
    const body = typeof init.body === 'string' ? init.body : ''
    return new Promise((resolve, reject) => {
      timeline.after(isLate ? Math.floor(random() * 3_600_000) : delay(300), async () => {
        // HubSpot signs when it sends.
        const time = String(timeline.now())
        const request = new Request(url, {
          method: 'POST',
          body,
          headers: {
            'content-type': 'application/json',
            'x-hubspot-request-timestamp': time,
            'x-hubspot-signature-v3': signatureV3(secrets.clientSecret, 'POST', url, body, time),
          },
        })
        const env = {
          ...settings(),
          TICKETS: {
            send: async (message: Message, { delaySeconds }: { readonly delaySeconds?: number } = {}) => {
              if (refusals > 0) {
                refusals -= 1
                throw new Error('the queue is not available')
              }
              send(message, delaySeconds)
            },
          },
        }
        try {
          resolve(await worker.fetch(request, env, { waitUntil: () => {}, passThroughOnException: () => {} }))
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      })
    })
  }
}
