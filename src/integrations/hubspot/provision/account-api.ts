// What installing needs of HubSpot's API beyond reading and writing tickets: definitions, and the account itself.

import * as Pipelines from '@hubspot/api-client/lib/codegen/crm/pipelines/index.js'
import * as Properties from '@hubspot/api-client/lib/codegen/crm/properties/index.js'
import { CrmUnavailable } from '../../crm.ts'
import { readAccount, type Account } from '../account.ts'
import { createApi, library, type Api } from '../api.ts'
import type { HubSpotSettings, Outside } from '../settings.ts'
import { createTransport } from '../transport.ts'

/** Apart from `Api`, so that the Worker does not carry it. */
export type AccountApi = Omit<Api, 'pipelines'> & {
  readonly properties: Properties.CoreApi
  readonly groups: Properties.GroupsApi
  readonly pipelines: Pipelines.PipelinesApi
  readonly stages: Pipelines.PipelineStagesApi
  account(): Promise<Account>
}

/** Throws `CrmRefused` for settings that can not work. */
export function createAccountApi(
  settings: Pick<HubSpotSettings, 'accessToken' | 'apiBase' | 'apiVersion'>,
  outside: Outside = {},
): AccountApi {
  const transport = createTransport({ ...settings, pipeline: '', stages: [] }, outside)
  const properties = Properties.createConfiguration({
    httpApi: Properties.wrapHttpLibrary(library(transport, Properties)),
  })
  const pipelines = Pipelines.createConfiguration({
    httpApi: Pipelines.wrapHttpLibrary(library(transport, Pipelines)),
  })
  return {
    ...createApi(transport),
    properties: new Properties.CoreApi(properties),
    groups: new Properties.GroupsApi(properties),
    pipelines: new Pipelines.PipelinesApi(pipelines),
    stages: new Pipelines.PipelineStagesApi(pipelines),
    account: async () => {
      const account = await readAccount(transport)
      if (account.id === '')
        throw new CrmUnavailable({ message: 'HubSpot did not say which account this is' })
      return account
    },
  }
}
