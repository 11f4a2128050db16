// A storm: a whole account's tickets edited at once, through the local HubSpot with its rate limit on.

import { setTimeout as sleep } from 'node:timers/promises'
import { startLoop, type Loop } from './counted-loop.ts'
import type { Part, Row } from './part.ts'
import { clientSecret, control } from './workerd.ts'

/** HubSpot takes so many calls in ten seconds from an app. */
const perTenSeconds = 190
const atOnce = 100
const longestMs = 240_000

async function run(isQuick: boolean): Promise<readonly Row[]> {
  const count = isQuick ? 500 : 5000
  const loop = await startLoop()
  try {
    return await stormOn(loop, count)
  } finally {
    await loop.stop()
  }
}

async function stormOn({ hubspot, worker }: Loop, count: number): Promise<readonly Row[]> {
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString()
  const ids = Array.from(
    { length: count },
    (_, index) =>
      hubspot.createTicket({
        properties: {
          subject: `complaint ${index}`,
          complaint_received_at: hourAgo,
          complaint_service_area: 'repairs',
        },
      }).id,
  )
  hubspot.webhooks.setTarget({ url: `${worker.url}/webhooks/hubspot`, clientSecret })
  hubspot.resetCalls()
  const started = performance.now()
  for (const id of ids)
    hubspot.edit(id, {
      properties: { complaint_formal_requested: 'true', complaint_formal_requested_at: hourAgo },
    })
  const stage1 = hubspot.stageId('Stage 1')
  const isMoved = (id: string) => hubspot.ticket(id).properties['hs_pipeline_stage'] === stage1
  while (!ids.every(isMoved)) {
    if (performance.now() - started > longestMs) throw new Error('the storm does not come to rest')
    await sleep(20)
  }
  const wall = (performance.now() - started) / 1000
  await settled({ hubspot, worker })

  const calls = hubspot.calls()
  const least = 2 * Math.ceil(count / atOnce)
  const about = (path: RegExp) => calls.filter(({ route }) => path.test(route)).length
  const tickets = about(/\/objects\/tickets/)
  const directory = about(/\/(pipelines|owners)/)
  const events = hubspot.webhooks.log().reduce((sum, sent) => sum + sent.events.length, 0)
  const pace = least / (perTenSeconds / 10)
  return [
    {
      key: 'calls',
      what: `${thousands(2 * count)} events on ${thousands(count)} tickets: calls that read or write tickets`,
      measured: tickets,
      unit: 'calls',
      ratio: tickets / least,
      to: `the least, ${least}`,
      target: { of: 'ratio', atMost: 1.1, words: 'at most 1.1 × the least' },
    },
    { key: 'directory', what: 'reads of stages and people', measured: directory, unit: 'calls' },
    { key: 'other', what: 'any other calls', measured: calls.length - tickets - directory, unit: 'calls' },
    {
      key: 'refused',
      what: 'calls that the rate limit refused, counted above',
      measured: calls.filter(({ status }) => status === 429).length,
      unit: 'calls',
    },
    {
      key: 'echoes',
      what: 'events sent in all, with those of our own writes',
      measured: events,
      unit: 'events',
    },
    {
      key: 'wall',
      what: 'from the first event to the last write',
      measured: wall,
      unit: 's',
      ratio: wall / pace,
      to: 'the least calls at the limit’s pace',
    },
  ]
}

const thousands = (count: number): string => count.toLocaleString('en')

/** Until echoes, messages and looks have all come to rest. */
async function settled({ hubspot, worker }: Pick<Loop, 'hubspot' | 'worker'>): Promise<void> {
  for (let quiet = 0; quiet < 5;) {
    await hubspot.webhooks.settled()
    const { pending = 0 } = await control(worker.url)
    quiet = pending === 0 ? quiet + 1 : 0
    await sleep(50)
  }
}

export const storm: Part = {
  title: 'Storm',
  how: `Two properties of every ticket are edited at once and each ticket moves to stage 1: the production bundle in workerd, the local HubSpot with ${perTenSeconds} calls in ten seconds, in real time. The least is one read and one write for every ${atOnce} tickets.`,
  missed: {
    calls:
      'Each batch of the queue ends with a call that is not full, and tickets whose events come in two batches are read twice. A longer time to gather would close it, at the price of that delay for every single event.',
  },
  run,
}
