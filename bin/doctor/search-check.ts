// Whether tickets can be searched for, as the nightly list and `redress backfill` do: reading them is no proof of it.

import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter.js'
import { PublicObjectSearchRequest } from '@hubspot/api-client/lib/codegen/crm/objects/models/PublicObjectSearchRequest.js'
import { CrmRefused, CrmUnavailable } from '../../src/integrations/crm.ts'
import { answerTo } from '../../src/integrations/hubspot/api.ts'
import { CallRefused } from '../../src/integrations/hubspot/fault.ts'
import type { AccountApi } from '../../src/integrations/hubspot/provision/account-api.ts'
import { patiently, type Sleep } from '../../src/integrations/hubspot/provision/patience.ts'
import { scopeAdvice } from '../../src/integrations/hubspot/provision/scopes.ts'
import { adviceOn } from '../hubspot-advice.ts'
import { fine, todo, type Check } from './check.ts'

const name = 'search'

export async function searchCheck(api: AccountApi, sleep: Sleep): Promise<Check> {
  const request = Object.assign(new PublicObjectSearchRequest(), {
    filterGroups: [
      { filters: [{ propertyName: 'hs_object_id', operator: FilterOperatorEnum.Gt, value: '0' }] },
    ],
    sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
    properties: ['hs_object_id'],
    limit: 1,
  })
  try {
    await patiently(sleep, () => answerTo(api.search.doSearch('tickets', request)))
    return fine(name, 'tickets can be searched for, as the nightly list and backfill do')
  } catch (error) {
    if (error instanceof CallRefused && error.status === 403) return todo(name, error.message, scopeAdvice)
    if (!(error instanceof CrmRefused) && !(error instanceof CrmUnavailable)) throw error
    return todo(
      name,
      error.message,
      adviceOn(error) ?? 'without it the nightly list and backfill find no ticket: run this again later',
    )
  }
}
