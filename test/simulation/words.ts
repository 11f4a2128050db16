// A history in lines that a person can read.

import { eras } from './editions.ts'
import type { Act, Fault, History } from './history.ts'

export function inLines(history: History): readonly string[] {
  const era = eras[history.era % eras.length] ?? eras[0]
  const lines = history.phases.flatMap(({ acts, faults, calmAt, nightlyAt, endAt }, index) => [
    `phase ${index + 1}`,
    ...[
      ...acts.map((act) => ({ at: act.at, text: actInWords(act) })),
      ...faults.map((fault) => ({ at: fault.at, text: `! ${faultInWords(fault)}` })),
      { at: calmAt, text: 'faults end' },
      ...(nightlyAt === undefined ? [] : [{ at: nightlyAt, text: 'nightly list' }]),
      { at: endAt, text: 'all has to be in order' },
    ]
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, text }) => `  ${new Date(at).toISOString().slice(0, 19)}Z  ${text}`),
  ])
  return [`seed ${history.seed}, ${era.name}`, ...lines]
}

function actInWords(act: Act): string {
  switch (act.kind) {
    case 'create':
    case 'edit': {
      const values = Object.entries(act.values).map(
        ([name, value]) => `${name.replace('complaint_', '')}=${value || '(empty)'}`,
      )
      return `ticket ${act.ticket}: ${act.kind === 'create' ? 'is made' : 'set'} ${values.join(', ')}`
    }
    case 'move':
      return `ticket ${act.ticket}: moved by hand to ${act.stage}`
    case 'own':
      return `ticket ${act.ticket}: given by hand to ${act.owner || 'nobody'}`
    case 'merge':
      return `ticket ${act.ticket}: ticket ${act.other} is merged into it`
    case 'delete':
      return `ticket ${act.ticket}: is deleted`
    case 'restore':
      return `ticket ${act.ticket}: is restored`
    case 'deploy':
      return `edition ${act.edition} is deployed`
  }
}

function faultInWords(fault: Fault): string {
  switch (fault.kind) {
    case 'step': {
      const which = fault.skip === 0 ? 'the next' : `after ${fault.skip} of them, the next`
      return `step \`${fault.on}\`, ${which} ${fault.times}: ${fault.how}`
    }
    case 'webhooks':
      return `webhooks ${fault.how} for ${fault.forMs / 1000} s`
    case 'queue':
      return `the queue ${fault.how}`
    case 'refuses':
      return `HubSpot refuses writes of ticket ${fault.ticket} for ${Math.round(fault.forMs / 1000)} s`
    case 'breaks':
      return `HubSpot breaks at ticket ${fault.ticket} for ${Math.round(fault.forMs / 1000)} s`
    case 'cron':
      return 'a cron of its own'
  }
}
