// A webhook as HubSpot would send it: events about tickets, signed for a URL.

import { createHmac } from 'node:crypto'
import type { Call } from './load.ts'
import { clientSecret } from './workerd.ts'

/** A value in each, as real ones have: about 30 KB a hundred. */
const eventsAbout = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    eventId: 1_000_000_000 + index,
    subscriptionId: 7_562_681,
    portalId: 247_187_887,
    appId: 50_780_459,
    occurredAt: 1_795_000_000_000 + index,
    subscriptionType: 'object.propertyChange',
    attemptNumber: 0,
    objectId: 20_000_000_000 + index,
    objectTypeId: '0-5',
    changeSource: 'CRM_UI',
    sourceId: 'userId:98499705',
    changeFlag: 'UPDATED',
    propertyName: 'complaint_formal_requested',
    propertyValue: 'true',
    isSensitive: false,
  }))

/** Signed now: it is taken for five minutes. */
export function webhookCall(origin: string, events: number): Call {
  const url = `${origin}/webhooks/hubspot`
  const body = JSON.stringify(eventsAbout(events))
  const timestamp = String(Date.now())
  const signature = createHmac('sha256', clientSecret)
    .update(`POST${url}${body}${timestamp}`)
    .digest('base64')
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'x-hubspot-request-timestamp': timestamp,
    'x-hubspot-signature-v3': signature,
  }
  return { url, body, headers }
}
