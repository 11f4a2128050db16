// What a person sets on the account beside its tickets: webhooks in disorder, and properties that a stage requires.

import { Hono } from 'hono'
import { readBody } from '../api/body.ts'
import { touch } from '../portal/crm.ts'
import { Refusal } from '../portal/refusal.ts'
import type { Board } from './board.ts'

export type Controls = {
  readonly loseNext: number
  readonly isDuplicating: boolean
  readonly isShuffling: boolean
}

export const controlsOf = ({ webhooks }: Board): Controls => ({
  loseNext: webhooks.toLose(),
  isDuplicating: webhooks.disorder.duplicate > 0,
  isShuffling: webhooks.disorder.shuffle > 0,
})

export function controlRoutes(board: Board): Hono {
  const { webhooks, crm, hand } = board
  const app = new Hono()
  app.post('/board/webhooks', async (c) => {
    const { loseNext, isDuplicating, isShuffling } = await readBody(c)
    if (typeof loseNext === 'number') webhooks.loseNext(loseNext)
    if (typeof isDuplicating === 'boolean') webhooks.disorder.duplicate = Number(isDuplicating)
    if (typeof isShuffling === 'boolean') webhooks.disorder.shuffle = Number(isShuffling)
    touch(crm)
    return c.json(controlsOf(board))
  })
  // `{ "stage": "Closed", "properties": ["complaint_remedy"] }`; none for nothing. Only the dated API looks at it.
  app.put('/board/required', async (c) => {
    const { stage, properties } = await readBody(c)
    const names = (Array.isArray(properties) ? properties : []).filter((name) => typeof name === 'string')
    try {
      hand.requireAtStage(String(stage), names)
    } catch (error) {
      throw new Refusal(400, { message: error instanceof Error ? error.message : String(error) })
    }
    return c.json({ stage, properties: names })
  })
  return app
}
