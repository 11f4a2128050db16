// HubSpot's generated client, by sub-path (the whole of it is 4.7 MB): what it knows of requests and answers, over our transport.

import * as Basic from '@hubspot/api-client/lib/codegen/crm/objects/apis/BasicApi.js'
import * as Batch from '@hubspot/api-client/lib/codegen/crm/objects/apis/BatchApi.js'
import * as Search from '@hubspot/api-client/lib/codegen/crm/objects/apis/SearchApi.js'
import * as Objects from '@hubspot/api-client/lib/codegen/crm/objects/configuration.js'
import * as ObjectsHttp from '@hubspot/api-client/lib/codegen/crm/objects/http/http.js'
import { CrmRefused, CrmUnavailable } from '../crm.ts'
import { allPipelines, ownerPage } from './lists.ts'
import type { Answer, Call, Transport } from './transport.ts'

export type Api = ReturnType<typeof createApi>

// The modules' own entry points add a layer of observables, and every other call of the module: as much code again.
export function createApi(transport: Transport) {
  const objects = Objects.createConfiguration()
  const basic = new Basic.BasicApiRequestFactory(objects)
  const batch = new Batch.BatchApiRequestFactory(objects)
  const search = new Search.SearchApiRequestFactory(objects)

  const read = {
    basic: new Basic.BasicApiResponseProcessor(),
    batch: new Batch.BatchApiResponseProcessor(),
    search: new Search.SearchApiResponseProcessor(),
  }
  const askObjects = asking(transport, ObjectsHttp)
  return {
    objects: {
      create: (...args: Parameters<typeof basic.create>) =>
        askObjects(basic.create(...args), (answer) => read.basic.createWithHttpInfo(answer)),
      update: (...args: Parameters<typeof basic.update>) =>
        askObjects(basic.update(...args), (answer) => read.basic.updateWithHttpInfo(answer)),
    },
    batches: {
      read: (...args: Parameters<typeof batch.read>) =>
        askObjects(batch.read(...args), (answer) => read.batch.readWithHttpInfo(answer)),
      update: (...args: Parameters<typeof batch.update>) =>
        askObjects(batch.update(...args), (answer) => read.batch.updateWithHttpInfo(answer)),
    },
    search: {
      doSearch: (...args: Parameters<typeof search.doSearch>) =>
        askObjects(search.doSearch(...args), (answer) => read.search.doSearchWithHttpInfo(answer)),
    },
    owners: { getPage: (after: string | undefined, limit: number) => ownerPage(transport, after, limit) },
    pipelines: { getAll: () => allPipelines(transport) },
  }
}

type Body = { text(): Promise<string>; binary(): Promise<Buffer> }
// Each module declares its own classes, alike but not the same to the compiler.
type Module<Context> = {
  ResponseContext: new (status: number, headers: Record<string, string>, body: Body) => Context
}

const asking =
  <Context>(transport: Transport, module: Module<Context>) =>
  async <T>(request: Promise<Call>, read: (answer: Context) => Promise<{ readonly data: T }>): Promise<T> => {
    const answer = await library(transport, module).send(await request)
    return (await read(answer)).data
  }

/** The client's place for a way to send. */
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
