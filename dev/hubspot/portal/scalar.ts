// JSON values that can stand as text: HubSpot takes numbers and booleans where it means strings.

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
