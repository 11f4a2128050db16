// Faults from outside: a plan of them is put here while the local HubSpot runs, looked at, and ended.

import { Hono } from 'hono'
import { faultInWords } from '../api/fault-words.ts'
import { Refusal } from '../portal/refusal.ts'
import type { Board } from './board.ts'

export function faultRoutes({ faults }: Board): Hono {
  const app = new Hono()
  const list = () => ({
    faults: faults.list().map(({ fault, phase, struck }) => ({
      ...(fault.name !== undefined && { name: fault.name }),
      does: faultInWords(fault),
      phase,
      struck,
    })),
  })
  app.get('/board/faults', (c) => c.json(list()))
  app.put('/board/faults', async (c) => {
    faults.plan(parseJson(await c.req.text()))
    return c.json(list())
  })
  app.delete('/board/faults', (c) => {
    faults.clear()
    return c.json(list())
  })
  // What a plain form can do, from the log page.
  app.post('/board/faults/end', (c) => {
    faults.clear()
    return c.redirect('/board/log', 303)
  })
  return app
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Refusal(400, {
      message: `plan of faults: not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
    })
  }
}
