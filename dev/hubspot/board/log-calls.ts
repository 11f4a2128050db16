// The API calls on the log page.

import { html } from 'hono/html'
import type { Call } from '../api/call-log.ts'
import { count, type Html, isFine, mark, time } from './log-words.ts'

export const callList = (calls: readonly Call[]): Html =>
  html`<ol class="log">
    ${calls.map(
      (call) =>
        html`<li class="call">
          ${time(call.at)} <code>${call.method} ${breakable(call.path)}</code>
          <span class="meta">${call.count === 1 ? '' : count(call.count, 'record')}</span>
          <span>${mark(isFine(call.status), call.status === 0 ? 'no answer' : String(call.status))}</span>
          <span class="meta ms">${call.ms} ms</span>
          ${call.fault === undefined ? '' : html`<span class="why">Fault: ${call.fault}</span>`}
        </li>`,
    )}
  </ol>`

// A long path may be broken after each slash.
const breakable = (path: string): Html =>
  html`${path.split('/').map((part, index) => (index === 0 ? part : html`/<wbr />${part}`))}`
