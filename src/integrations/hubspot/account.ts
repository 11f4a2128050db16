// The account itself: its time zone, by whose midnight the calls of a day are counted.

import type { Hub } from './hub.ts'
import { getFields } from './plain-call.ts'

export async function readTimeZone({ transport }: Hub): Promise<string | undefined> {
  const { timeZone } = await getFields(transport, '/account-info/v3/details')
  return typeof timeZone === 'string' && timeZone !== '' ? timeZone : undefined
}
