// Which scope a call needs, and HubSpot's answers to an app that has not been granted it, or is not known at all.

import { randomUUID } from 'node:crypto'

const contacts = 'crm.objects.contacts'

/** `route` is in numbered form. Nothing for a call that every app may make. */
export function scopeFor(method: string, route: string): string | undefined {
  if (route.startsWith('/crm/v3/owners')) return 'crm.objects.owners.read'
  if (!/^\/crm\/v\d\/(objects|pipelines|properties|associations)\//.test(route)) return undefined
  if (!/\/(notes|tasks)(\/|$)/.test(route) || /\/tickets\//.test(route)) return 'tickets'
  const isReading = method === 'GET' || /\/(read|search)$/.test(route)
  return `${contacts}.${isReading ? 'read' : 'write'}`
}

export const missingScope = (scope: string): Record<string, unknown> => ({
  status: 'error',
  message:
    "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
  correlationId: randomUUID(),
  errors: [
    {
      message: 'One or more of the following scopes are required.',
      context: { requiredGranularScopes: [scope] },
    },
  ],
  links: { scopes: 'https://developers.hubspot.com/scopes' },
  category: 'MISSING_SCOPES',
})

export const unauthenticated = (): Record<string, string> => ({
  status: 'error',
  message:
    'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
  correlationId: randomUUID(),
  category: 'INVALID_AUTHENTICATION',
})
