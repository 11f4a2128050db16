// Which scopes the token has, by calls that can change nothing: HubSpot tells a token nothing about itself.

import { answerTo } from '../api.ts'
import { CallRefused } from '../fault.ts'
import type { AccountApi } from './account-api.ts'

export const scopes = [
  'tickets',
  'crm.objects.owners.read',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
] as const
export type Scope = (typeof scopes)[number]

/** What each is for, to say what will not work without it. */
export const scopeUses: Readonly<Record<Scope, string>> = {
  tickets: 'to read and write tickets, their pipeline and their properties',
  'crm.objects.owners.read': 'to know people by their e-mail',
  'crm.objects.contacts.read': 'to find its own tasks and notes again',
  'crm.objects.contacts.write': 'to write tasks and notes',
}

/** The app project asks for all of them, so one that lacks some is an older one. */
export const scopeAdvice =
  'npm run build:hubspot && (cd hubspot && hs project upload), then install the app again (its page in HubSpot, Distribution, Reinstall URL): only then the token has them'

/** Those that the token lacks. Throws what is wrong otherwise: no such token, or HubSpot out of reach. */
export async function missingScopes(api: AccountApi): Promise<readonly Scope[]> {
  const missing: Scope[] = []
  for (const scope of scopes) if (!(await isGranted(() => probes[scope](api)))) missing.push(scope)
  return missing
}

// An empty batch writes nothing, whether HubSpot takes it or calls it invalid: only 403 is about the scope.
const probes: Readonly<Record<Scope, (api: AccountApi) => Promise<unknown>>> = {
  tickets: (api) => api.pipelines.getAll('tickets'),
  'crm.objects.owners.read': (api) => api.owners.getPage(undefined, 1),
  'crm.objects.contacts.read': (api) =>
    api.batches.read('notes', { inputs: [], properties: [], propertiesWithHistory: [] }),
  'crm.objects.contacts.write': (api) => api.batches.update('notes', { inputs: [] }),
}

async function isGranted(probe: () => Promise<unknown>): Promise<boolean> {
  try {
    await answerTo(probe())
    return true
  } catch (error) {
    if (!(error instanceof CallRefused) || error.status === 401) throw error
    return error.status !== 403
  }
}
