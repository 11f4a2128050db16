// A plain page with the latest webhooks and API calls.

import { html } from 'hono/html'
import type { Call } from '../api/call-log.ts'
import type { WebhookEvent } from '../webhooks/event.ts'
import type { Sent } from '../webhooks/webhook-log.ts'
import type { Board } from './board.ts'

const shown = 200

type Html = ReturnType<typeof html>

export function logPage({ webhooks, log }: Board): Html {
  const sent = webhooks.log().slice(-shown).toReversed()
  const calls = log.calls().slice(-shown).toReversed()
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Webhooks and API calls · Local HubSpot</title>
        <link rel="stylesheet" href="/board/page/theme.css" />
        <link rel="stylesheet" href="/board/page/log.css" />
        <link rel="icon" href="/board/page/icon.svg" />
      </head>
      <body>
        <header>
          <h1>Webhooks and API calls</h1>
          <nav><a href="/">Back to the board</a> <a href="/board/log">Refresh</a></nav>
        </header>
        <main>
          <section aria-labelledby="sent">
            <h2 id="sent">
              Webhooks sent <small>${count(webhooks.log().length, 'request')}, newest first</small>
            </h2>
            ${sent.length === 0 ? empty('No webhook has been sent yet. Change a complaint on the board to send one.') : sentTable(sent)}
          </section>
          <section aria-labelledby="calls">
            <h2 id="calls">
              API calls received <small>${count(log.calls().length, 'call')}, newest first</small>
            </h2>
            ${calls.length === 0 ? empty('Nobody has called the API yet.') : callTable(calls)}
          </section>
        </main>
      </body>
    </html>`
}

const sentTable = (sent: readonly Sent[]): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-labelledby="sent">
    <table>
      <thead>
        <tr>
          <th scope="col">Time here</th>
          <th scope="col">Answer</th>
          <th scope="col">Try</th>
          <th scope="col">Events</th>
        </tr>
      </thead>
      <tbody>
        ${sent.map(
          (each) => html`<tr>
            <td>${time(each.at)}</td>
            <td><span class="${isFine(each.status) ? 'fine' : 'bad'}">${answer(each)}</span></td>
            <td>${each.attempt + 1}</td>
            <td>
              <details>
                <summary>${summary(each.events)}</summary>
                <pre>${JSON.stringify(each.events, null, 2)}</pre>
              </details>
            </td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`

const callTable = (calls: readonly Call[]): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-labelledby="calls">
    <table>
      <thead>
        <tr>
          <th scope="col">Time here</th>
          <th scope="col">Call</th>
          <th scope="col">Records</th>
          <th scope="col">Answer</th>
          <th scope="col">Took</th>
        </tr>
      </thead>
      <tbody>
        ${calls.map(
          (call) => html`<tr>
            <td>${time(call.at)}</td>
            <td><code>${call.method} ${call.path}</code></td>
            <td>${call.count}</td>
            <td>
              <span class="${isFine(call.status) ? 'fine' : 'bad'}"
                >${call.status || 'connection dropped'}</span
              >
            </td>
            <td>${call.ms} ms</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`

const empty = (text: string): Html => html`<p class="empty">${text}</p>`

const isFine = (status: number | 'lost'): boolean => status !== 'lost' && status >= 200 && status < 300

const answer = ({ status, error }: Sent): string =>
  status === 'lost' ? 'lost on the way' : status === 0 ? `no answer: ${error ?? ''}` : String(status)

const summary = (events: readonly WebhookEvent[]): string => {
  const first = events[0]
  const what = first ? `${first.subscriptionType} ${first.propertyName ?? ''} of ${first.objectId}` : ''
  return events.length > 1 ? `${what} and ${events.length - 1} more` : what
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

const time = (at: string): string => at.replace('T', ' ').replace('Z', ' UTC')
