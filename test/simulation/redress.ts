// The Worker under test, loaded as it is. Its types want those of Cloudflare's runtime, which Node's own contradict.

import type { BakedRulebook } from '../../src/rules/baked-rulebook.ts'

type Hint = { readonly id: string; readonly echoes?: readonly unknown[] }
export type Message = { readonly hints: readonly Hint[]; readonly attempt: number; readonly life?: unknown }
export type Batch = {
  readonly queue: string
  readonly messages: readonly {
    readonly id: string
    readonly timestamp: Date
    readonly attempts: number
    readonly body: Message
  }[]
  ackAll(): void
  retryAll(): void
}

type Worker = {
  fetch(request: Request, env: object, context: object): Promise<Response>
  queue(batch: Batch, env: object): Promise<void>
  scheduled(controller: { readonly cron: string }, env: object): Promise<void>
}
type Directory = { people(): Promise<unknown>; listTickets(query: object): Promise<unknown> }

// By names that the type checker does not follow.
const [workerFile, crmFile, policyFile] = ['index', 'crm', 'policy'].map(
  (name) => `../../src/worker/${name}.ts`,
)
const load = async (file: string | undefined): Promise<Record<string, unknown>> => import(file ?? '')

export const worker = (await load(workerFile))['default'] as Worker

const crmFor = (await load(crmFile))['crmFor'] as (env: object, policy: object) => Directory
export const policyFor = (await load(policyFile))['policyFor'] as (
  env: object,
) => import('../../src/rules/policy.ts').Policy

/** The rulebook that the Worker reads: editions are added to it. */
export const shipped = (await load(policyFile))['rulebook'] as BakedRulebook

/** What an isolate remembers of the account is read anew, as of a time that is never young again: a fresh isolate. */
export async function forgetAccount(env: object): Promise<void> {
  const policy = policyFor(env)
  const crm = crmFor(env, policy)
  await crm.people()
  await crm.listTickets({ stages: policy.stages.map(({ label }) => label), after: undefined })
}
