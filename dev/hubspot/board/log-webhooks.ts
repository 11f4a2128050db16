// The webhooks on the log page: each batch with every try, its answer, and the try to come.

import { html } from 'hono/html'
import { type WebhookEvent, typeOf } from '../webhooks/event.ts'
import { mostAttempts } from '../webhooks/sender.ts'
import type { Retry, Sent } from '../webhooks/webhook-log.ts'
import { count, type Html, isFine, mark, time } from './log-words.ts'

type Batch = {
  readonly events: readonly WebhookEvent[]
  /** In the order in which they were made. */
  readonly tries: readonly Sent[]
  readonly retry?: Retry
}

/** The batch whose last try is the newest comes first. */
export function batchesOf(log: readonly Sent[], retries: readonly Retry[]): Batch[] {
  const tries = new Map<number, Sent[]>()
  for (const sent of log) {
    const before = tries.get(sent.batch) ?? []
    tries.delete(sent.batch)
    tries.set(sent.batch, [...before, sent])
  }
  return [...tries].toReversed().map(([number, each]) => {
    const retry = retries.find(({ batch }) => batch === number)
    return { events: each[0]?.events ?? [], tries: each, ...(retry && { retry }) }
  })
}

export const batchList = (batches: readonly Batch[], now: number): Html =>
  html`<ol class="log">
    ${batches.map(
      (batch) =>
        html`<li class="batch">
          <div class="outcome">${outcome(batch)}</div>
          <div>
            <details>
              <summary>${summary(batch.events)}</summary>
              <pre tabindex="0">${JSON.stringify(batch.events, null, 2)}</pre>
            </details>
            <ol class="tries" aria-label="Tries">
              ${batch.tries.map(
                (each) =>
                  html`<li>
                    ${time(each.at)}
                    <span>${tryOf(each, batch.tries.length > 1 || batch.retry !== undefined)}</span>
                  </li>`,
              )}
              ${batch.retry ? html`<li class="meta">${toCome(batch.retry, now)}</li>` : ''}
            </ol>
          </div>
        </li>`,
    )}
  </ol>`

function outcome({ tries, retry }: Batch): Html {
  const last = tries.at(-1)
  if (last === undefined) return mark(false, 'Not sent')
  if (isFine(last.status)) return mark(true, 'Taken')
  if (last.status === 'lost') return mark(false, 'Lost')
  if (retry) return mark(false, 'To be sent again')
  return mark(false, last.attempt + 1 >= mostAttempts ? 'Given up' : 'Being sent again')
}

function tryOf({ attempt, status, error, ms }: Sent, isNumbered: boolean): string {
  const number = isNumbered ? `try ${attempt + 1}: ` : ''
  if (status === 'lost') return `${number}lost on the way, on purpose`
  const took = ms === undefined ? '' : ` after ${ms} ms`
  return status === 0 ? `${number}no answer: ${error ?? ''}` : `${number}${status}${took}`
}

function toCome({ attempt, dueAt }: Retry, now: number): string {
  const seconds = Math.max(0, Math.round((dueAt - now) / 1000))
  return `try ${attempt + 1} of ${mostAttempts} ${seconds === 0 ? 'at once' : `in ${count(seconds, 'second')}`}`
}

function summary(events: readonly WebhookEvent[]): string {
  const [first] = events
  if (!first) return 'nothing'
  const what = [typeOf(first), first.propertyName, 'of', first.objectId].filter((part) => part !== undefined)
  return events.length > 1 ? `${what.join(' ')} and ${events.length - 1} more` : what.join(' ')
}
