// Sends one request again and again over some connections for a time, and takes note of how long each answer took.

import { Agent, request } from 'node:http'
import { median, quantile } from './median.ts'

export type Call = {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export type Load = { readonly perSecond: number; readonly p50Ms: number; readonly p99Ms: number }

type Bounds = { readonly connections: number; readonly ms: number }

/** Throws where any answer is no success. */
export async function load(call: Call, { connections, ms }: Bounds): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const started = performance.now()
  const end = started + ms
  const taken: number[] = []
  const keepAsking = async () => {
    while (performance.now() < end) {
      const before = performance.now()
      const status = await statusOf(call, agent)
      if (status < 200 || status > 299) throw new Error(`answered ${status} by ${call.url}`)
      taken.push(performance.now() - before)
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, keepAsking))
  } finally {
    agent.destroy()
  }
  const seconds = (performance.now() - started) / 1000
  return { perSecond: taken.length / seconds, p50Ms: median(taken), p99Ms: quantile(taken, 0.99) }
}

const statusOf = ({ url, body, headers }: Call, agent: Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
      answer.once('error', reject)
    })
    sent.once('error', reject)
    sent.end(body)
  })
