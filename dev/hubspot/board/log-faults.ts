// The faults that are in force, on the log page.

import { html } from 'hono/html'
import { faultInWords } from '../api/fault-words.ts'
import type { FaultState } from '../api/faults.ts'
import { count, type Html } from './log-words.ts'

const phases = { on: 'On', 'to come': 'To come', over: 'Over' } as const

export const faultPanel = (faults: readonly FaultState[]): Html =>
  faults.length === 0
    ? html`<p class="empty">
        None: every call is answered as it should be. To have some, put a plan of them to
        <code>/board/faults</code>, as <code>dev/hubspot/api/faults.ts</code> tells.
      </p>`
    : html`<ul class="log">
          ${faults.map(
            ({ fault, phase, struck }) =>
              html`<li class="fault">
                <span class="badge ${phase === 'on' ? 'bad' : 'meta'}">${phases[phase]}</span>
                <span>
                  ${fault.name === undefined ? '' : html`<strong>${fault.name}</strong>: `}${faultInWords(fault)}
                </span>
                <span class="meta"
                  >${struck === 0 ? 'has struck no call' : `has struck ${count(struck, 'call')}`}</span
                >
              </li>`,
          )}
        </ul>
        <form method="post" action="/board/faults/end"><button>End all faults</button></form>`
