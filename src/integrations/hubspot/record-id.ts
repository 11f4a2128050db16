// What counts as the id of a CRM record: HubSpot's are plain positive integers.

/** The id as text, or `undefined` for anything that can not be one (and would spoil a whole batch). */
export function parseId(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined
  return typeof value === 'string' && /^[1-9]\d{0,17}$/.test(value) ? value : undefined
}

/** An id that HubSpot sent: text by the client's declaration, in places a number on the wire. */
export function idText(id: unknown): string {
  return typeof id === 'number' ? String(id) : typeof id === 'string' ? id : ''
}
