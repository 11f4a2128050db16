// HubSpot's own client, module by module, pointed at a local HubSpot.

import * as associations from '@hubspot/api-client/lib/codegen/crm/associations/v4/index.js'
import * as objects from '@hubspot/api-client/lib/codegen/crm/objects/index.js'
import * as owners from '@hubspot/api-client/lib/codegen/crm/owners/index.js'
import * as pipelines from '@hubspot/api-client/lib/codegen/crm/pipelines/index.js'
import * as properties from '@hubspot/api-client/lib/codegen/crm/properties/index.js'
import * as tickets from '@hubspot/api-client/lib/codegen/crm/tickets/index.js'

export function clientsOf(url: string, accessToken = 'local-token') {
  const authMethods = { oauth2: { accessToken } }
  const at = <S>(Server: new (url: string, variables: Record<string, string>) => S) => ({
    baseServer: new Server(url, {}),
    authMethods,
  })
  const ticket = tickets.createConfiguration(at(tickets.ServerConfiguration))
  const object = objects.createConfiguration(at(objects.ServerConfiguration))
  const property = properties.createConfiguration(at(properties.ServerConfiguration))
  const association = associations.createConfiguration(at(associations.ServerConfiguration))
  return {
    tickets: new tickets.BasicApi(ticket),
    ticketBatch: new tickets.BatchApi(ticket),
    ticketSearch: new tickets.SearchApi(ticket),
    objects: new objects.BasicApi(object),
    objectBatch: new objects.BatchApi(object),
    objectSearch: new objects.SearchApi(object),
    pipelines: new pipelines.PipelinesApi(pipelines.createConfiguration(at(pipelines.ServerConfiguration))),
    owners: new owners.OwnersApi(owners.createConfiguration(at(owners.ServerConfiguration))),
    properties: new properties.CoreApi(property),
    propertyBatch: new properties.BatchApi(property),
    propertyGroups: new properties.GroupsApi(property),
    associations: new associations.BasicApi(association),
    associationBatch: new associations.BatchApi(association),
  }
}

/** A call outside the client: the status, body and headers as they come. */
export async function call(
  url: string,
  path: string,
  body?: unknown,
  method = body === undefined ? 'GET' : 'POST',
) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: 'Bearer local-token', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}
