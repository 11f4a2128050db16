// The switches with which a person puts the webhooks into disorder.

import { Hono } from 'hono'
import { readBody } from '../api/body.ts'
import { touch } from '../portal/crm.ts'
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
  const { webhooks, crm } = board
  const app = new Hono()
  app.post('/board/webhooks', async (c) => {
    const { loseNext, isDuplicating, isShuffling } = await readBody(c)
    if (typeof loseNext === 'number') webhooks.loseNext(loseNext)
    if (typeof isDuplicating === 'boolean') webhooks.disorder.duplicate = Number(isDuplicating)
    if (typeof isShuffling === 'boolean') webhooks.disorder.shuffle = Number(isShuffling)
    touch(crm)
    return c.json(controlsOf(board))
  })
  return app
}
