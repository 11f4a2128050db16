// The ids of a ticket's tasks or notes. The client's module for this is larger than the rest of it together.

import { CrmUnavailable } from '../crm.ts'
import { isRecord } from '../../rules/finding.ts'
import { answerTo } from './api.ts'
import { CallRefused } from './fault.ts'
import { getFields } from './plain-call.ts'
import { idText } from './record-id.ts'
import type { Transport } from './transport.ts'

const pageSize = '500'
const mostPages = 100

/** None of a ticket that is gone. Throws where the list does not end, or is not one. */
export async function associatedIds(
  transport: Transport,
  ticketId: string,
  type: 'tasks' | 'notes',
): Promise<readonly string[]> {
  const ids = new Set<string>()
  const base = `/crm/v4/objects/tickets/${encodeURIComponent(ticketId)}/associations/${type}`
  let after: unknown
  try {
    for (let page = 0; page < mostPages; page += 1) {
      const query = new URLSearchParams({ ...(typeof after === 'string' && { after }), limit: pageSize })
      const { results, paging } = await answerTo(getFields(transport, `${base}?${query.toString()}`))
      // Taking a task for not there would make it twice.
      if (!Array.isArray(results))
        throw new CrmUnavailable({ message: `HubSpot did not list the ${type} of ticket \`${ticketId}\`` })
      for (const result of results as readonly unknown[])
        if (isRecord(result)) ids.add(idText(result['toObjectId']))
      const next = isRecord(paging) ? paging['next'] : undefined
      after = isRecord(next) ? next['after'] : undefined
      if (typeof after !== 'string' || after === '') return [...ids]
    }
  } catch (error) {
    if (error instanceof CallRefused && error.status === 404) return []
    throw error
  }
  throw new CrmUnavailable({ message: `the list of ${type} on ticket \`${ticketId}\` does not end` })
}
