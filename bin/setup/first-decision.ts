// Waits for the first decision, where a person would look for it: on a ticket in HubSpot.

import {
  FilterOperatorEnum,
  PublicObjectSearchRequest,
} from '@hubspot/api-client/lib/codegen/crm/objects/index.js'
import { answerTo } from '../../src/integrations/hubspot/api.ts'
import type { AccountApi } from '../../src/integrations/hubspot/provision/account-api.ts'
import { patiently, type Sleep } from '../../src/integrations/hubspot/provision/patience.ts'
import { idText } from '../../src/integrations/hubspot/record-id.ts'
import { propertiesOf } from '../../src/rules/english/properties.ts'
import type { Installation } from '../provision/settings.ts'

export type FirstDecision = { readonly ticketId: string; readonly says: string }

/** The property that Redress writes whatever its mode: where it shows first. */
export function decisionProperty({ policy, mapping }: Installation): string | undefined {
  const observed = new Set(
    [...policy.facts.values()].flatMap(({ mode, property }) => (mode === 'observe' ? [property] : [])),
  )
  const found = propertiesOf(policy).find(
    ({ property, filledInBy }) => filledInBy === 'Redress' && observed.has(property),
  )
  return found && (mapping.properties.get(found.property)?.name ?? found.property)
}

/** The newest ticket on which a decision stands, if there is one. */
export async function findDecision(
  api: AccountApi,
  pipelineId: string,
  property: string,
  sleep: Sleep,
): Promise<FirstDecision | undefined> {
  const filters = [
    { propertyName: 'hs_pipeline', operator: FilterOperatorEnum.Eq, value: pipelineId },
    { propertyName: property, operator: FilterOperatorEnum.HasProperty },
  ]
  const request = Object.assign(new PublicObjectSearchRequest(), {
    filterGroups: [{ filters }],
    sorts: [{ propertyName: 'hs_lastmodifieddate', direction: 'DESCENDING' }],
    properties: [property],
    limit: 1,
  })
  const answer = await patiently(sleep, () => answerTo(api.search.doSearch('tickets', request)))
  const [ticket] = answer.results ?? []
  return ticket && { ticketId: idText(ticket.id), says: ticket.properties?.[property] ?? '' }
}
