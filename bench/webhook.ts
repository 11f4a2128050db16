// The webhook path in workerd: the real Worker, one that does the least a webhook needs, and one that does nothing.

import { join } from 'node:path'
import { bundled, root } from './bundled.ts'
import { load, type Load } from './load.ts'
import { median, medianRatio } from './median.ts'
import type { Part, Row } from './part.ts'
import { webhookCall } from './webhook-call.ts'
import { startWorker } from './workerd.ts'

const events = 100
const connections = 50

async function run(isQuick: boolean): Promise<readonly Row[]> {
  const rounds = isQuick ? 2 : 6
  const ms = isQuick ? 1000 : 2000
  const scripts = {
    real: join(bundled('src/worker/index.ts'), 'index.js'),
    signed: join(root, 'bench/signed-worker.js'),
    bare: join(root, 'bench/bare-worker.js'),
  }
  const workers = await Promise.all(
    Object.entries(scripts).map(async ([name, script]) => ({ name, worker: await startWorker({ script }) })),
  )
  const taken = new Map<string, Load[]>(workers.map(({ name }) => [name, []]))
  try {
    for (let round = -1; round < rounds; round += 1)
      for (const { name, worker } of workers) {
        const found = await load(webhookCall(worker.url, events), {
          connections,
          ms: round < 0 ? ms / 2 : ms,
        })
        // The first round is for the compilers to warm up.
        if (round >= 0) taken.get(name)?.push(found)
      }
  } finally {
    await Promise.all(workers.map(({ worker }) => worker.stop()))
  }
  const of = (name: keyof typeof scripts, what: keyof Load) => (taken.get(name) ?? []).map((one) => one[what])
  const rate = (name: keyof typeof scripts) => of(name, 'perSecond')
  const late = (name: keyof typeof scripts, what: string): Row => ({
    key: `p99-${name}`,
    what: `${what}: 99 % answered within`,
    measured: median(of(name, 'p99Ms')),
    unit: 'ms',
  })
  return [
    { key: 'bare', what: 'a bare Worker that answers 200', measured: median(rate('bare')), unit: 'a second' },
    {
      key: 'signed',
      what: 'signature check and one queue send',
      measured: median(rate('signed')),
      unit: 'a second',
      ratio: medianRatio(rate('signed'), rate('bare')),
      to: 'bare',
    },
    {
      key: 'real',
      what: 'the webhook path',
      measured: median(rate('real')),
      unit: 'a second',
      ratio: medianRatio(rate('real'), rate('signed')),
      to: 'check and send',
      target: { of: 'ratio', atLeast: 0.9, words: 'within 10 % of check and send' },
    },
    {
      key: 'stretch',
      what: 'the webhook path',
      measured: median(rate('real')),
      unit: 'a second',
      ratio: medianRatio(rate('real'), rate('bare')),
      to: 'bare',
      target: { of: 'ratio', atLeast: 0.5, words: 'stretch: half of bare' },
    },
    late('bare', 'a bare Worker'),
    late('signed', 'check and send'),
    late('real', 'the webhook path'),
  ]
}

export const webhook: Part = {
  title: 'Webhook path',
  how: `Signed webhooks of ${events} events over ${connections} connections on loopback, each Worker in turn, asked directly in workerd; the queue has no consumer. Check and send is the least there is: it does not read which tickets the events name, but always sends a message of the same hundred.`,
  missed: {
    real: 'The body is parsed and its events are sifted for tickets, which check and send does not do: that is all that lies between; without router and headers, or with the key of the signature kept, the figure is the same. A body that is not an array is answered 400, so the parse has to come before the answer. A parser that reads only the five fields that are asked for would close it, and we want none of our own.',
    stretch:
      'A hash over the body and a message to another actor are more work than answering at all: check and send shows how near anything can come. Only an answer before the queue has taken the message would close it, and that could lose events.',
  },
  run,
}
