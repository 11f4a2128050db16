// HubSpot's generated client, by sub-path (the whole of it is 4.7 MB), with our transport under each module.

import * as Associations from '@hubspot/api-client/lib/codegen/crm/associations/v4/index.js'
import * as Objects from '@hubspot/api-client/lib/codegen/crm/objects/index.js'
import * as Owners from '@hubspot/api-client/lib/codegen/crm/owners/index.js'
import * as Pipelines from '@hubspot/api-client/lib/codegen/crm/pipelines/index.js'
import { CrmRefused, CrmUnavailable } from '../crm.ts'
import type { Answer, Call, Transport } from './transport.ts'

export type Api = ReturnType<typeof createApi>

export function createApi(transport: Transport) {
  const objects = Objects.createConfiguration({
    httpApi: Objects.wrapHttpLibrary(library(transport, Objects)),
  })
  return {
    objects: new Objects.BasicApi(objects),
    batches: new Objects.BatchApi(objects),
    search: new Objects.SearchApi(objects),
    pipelines: new Pipelines.PipelinesApi(
      Pipelines.createConfiguration({ httpApi: Pipelines.wrapHttpLibrary(library(transport, Pipelines)) }),
    ),
    owners: new Owners.OwnersApi(
      Owners.createConfiguration({ httpApi: Owners.wrapHttpLibrary(library(transport, Owners)) }),
    ),
    associations: new Associations.BasicApi(
      Associations.createConfiguration({
        httpApi: Associations.wrapHttpLibrary(library(transport, Associations)),
      }),
    ),
  }
}

type Body = { text(): Promise<string>; binary(): Promise<Buffer> }
type Module<Context> = {
  ResponseContext: new (status: number, headers: Record<string, string>, body: Body) => Context
}

// Each module declares its own classes, alike but not the same to the compiler.
export function library<Context>(transport: Transport, module: Module<Context>) {
  return {
    async send(call: Call): Promise<Context> {
      const answer = await transport(call)
      return new module.ResponseContext(answer.status, { 'content-type': 'application/json' }, bodyOf(answer))
    },
  }
}

function bodyOf({ text }: Answer): Body {
  return { text: async () => text, binary: async () => Buffer.from(text) }
}

/** The answer to a call of the client; one that its parser can not read is worth trying again. */
export async function answerTo<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (error instanceof CrmUnavailable || error instanceof CrmRefused) throw error
    const name = error instanceof Error ? error.name : typeof error
    throw new CrmUnavailable({ message: `HubSpot's answer could not be read: ${name}` })
  }
}
