// The board's time control: moves the account's clock and lets Redress follow before it answers.

import { Hono } from 'hono'
import { Temporal } from 'temporal-polyfill'
import { readBody } from '../api/body.ts'
import { Refusal } from '../portal/refusal.ts'
import type { Board } from './board.ts'

export function clockRoutes({ crm, options, setNow }: Board): Hono {
  const app = new Hono()
  app.post('/board/clock', async (c) => {
    const { step, now } = await readBody(c)
    const next = typeof now === 'string' ? now : move(crm.clock.now(), step, options)
    setNow(next)
    try {
      await options.onClock?.(next === null ? null : crm.clock.now())
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return c.json(
        { message: `The clock here has moved, but Redress did not follow: ${why}`, now: crm.clock.now() },
        502,
      )
    }
    return c.json({ now: crm.clock.now(), isStopped: crm.clock.isStopped() })
  })
  return app
}

function move(
  now: string,
  step: unknown,
  { timeZone = 'Europe/London', nextWorkingDay }: Board['options'],
): string | null {
  const at = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone)
  switch (step) {
    case 'real':
      return null
    case 'day':
      return at.add({ days: 1 }).toInstant().toString()
    case 'week':
      return at.add({ weeks: 1 }).toInstant().toString()
    case 'workingDay':
      return nextWorkingDay ? nextWorkingDay(now) : nextWeekday(at).toInstant().toString()
    default:
      throw new Refusal(400, { message: `No such step of the clock: ${String(step)}` })
  }
}

function nextWeekday(at: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  const next = at.add({ days: 1 })
  return next.dayOfWeek > 5 ? nextWeekday(next) : next
}
