// What a ticket in the CRM shows where a decision would write: under a property, `stage` (key) or `owner`.

import type { CrmTicket } from '../integrations/crm.ts'
import { stageKey } from '../rules/found-ticket.ts'
import type { Policy } from '../rules/policy.ts'
import { isSame } from './echo.ts'

export function isShown(slot: string, value: string, found: CrmTicket, policy: Policy): boolean {
  const shown = shownIn(slot, found, policy)
  return shown !== undefined && isSame(shown, value)
}

function shownIn(slot: string, { stage = '', owner, properties }: CrmTicket, policy: Policy) {
  if (slot === 'stage') return stageKey(policy, stage)
  return slot === 'owner' ? owner : properties[slot]
}
