// A plain page that tells what goes over the wire: webhooks sent and answered, API calls received, faults in force.

import { html } from 'hono/html'
import type { Board } from './board.ts'
import { callList } from './log-calls.ts'
import { faultPanel } from './log-faults.ts'
import { count, type Html } from './log-words.ts'
import { batchList, batchesOf } from './log-webhooks.ts'

const shown = 200

export function logPage({ webhooks, log, faults }: Board): Html {
  const batches = batchesOf(webhooks.log(), webhooks.retries())
  const calls = log.calls()
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Webhooks and API calls · Local HubSpot</title>
        <link rel="icon" href="/board/page/icon.svg" />
        <link rel="stylesheet" href="/board/page/theme.css" />
        <link rel="stylesheet" href="/board/page/log.css" />
        <script type="module" src="/board/page/log.js"></script>
      </head>
      <body>
        <header>
          <h1>Webhooks and API calls</h1>
          <nav aria-label="Log"><a href="/">Back to the board</a> <a href="/board/log">Refresh</a></nav>
          <p class="note">Times by the account’s own clock, in <span id="zone">UTC</span>. Newest first.</p>
        </header>
        <main>
          <section aria-labelledby="faults">
            <h2 id="faults">Faults</h2>
            ${faultPanel(faults.list())}
          </section>
          <section aria-labelledby="sent">
            <h2 id="sent">Webhooks sent ${total(batches.length, 'request')}</h2>
            ${batches.length === 0 ? empty('No webhook has been sent yet. Change a complaint on the board to send one.') : batchList(batches.slice(0, shown), Date.now())}
          </section>
          <section aria-labelledby="calls">
            <h2 id="calls">API calls received ${total(calls.length, 'call')}</h2>
            ${calls.length === 0 ? empty('Nobody has called the API yet.') : callList(calls.slice(-shown).toReversed())}
          </section>
        </main>
      </body>
    </html>`
}

const empty = (text: string): Html => html`<p class="empty">${text}</p>`

const total = (number: number, noun: string): Html | string =>
  number === 0
    ? ''
    : html`<small>${count(number, noun)}${number > shown ? `, the last ${shown} are shown` : ''}</small>`
