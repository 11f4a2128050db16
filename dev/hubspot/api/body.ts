// Reading a request: JSON bodies, and lists in the query that are repeated or joined by commas.

import type { Context } from 'hono'
import { validationError } from '../portal/refusal.ts'

export type Json = Readonly<Record<string, unknown>>

export async function readBody(c: Context): Promise<Json> {
  const text = await c.req.text()
  try {
    const body: unknown = JSON.parse(text)
    if (isJson(body)) return body
  } catch {
    // Answered below, as JSON that is no object is.
  }
  throw validationError('Invalid input JSON on line 1, column 1: unable to parse request body')
}

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const readProperties = (body: Json): Json => {
  const { properties } = body
  if (properties === undefined || properties === null) return {}
  if (isJson(properties)) return properties
  throw validationError('Invalid input JSON on line 1, column 1: properties must be an object')
}

export const readStrings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

export const queryList = (c: Context, name: string): string[] =>
  (c.req.queries(name) ?? []).flatMap((value) => value.split(',')).filter((value) => value !== '')

export function readInputs(body: Json, most: number): Json[] {
  const { inputs } = body
  if (!Array.isArray(inputs)) {
    throw validationError(
      'Invalid input JSON on line 1, column 1: Some required fields were not set: [inputs]',
    )
  }
  if (inputs.length > most) {
    throw validationError(
      `Request contains too many inputs: ${inputs.length}. The maximum number of inputs is ${most}.`,
    )
  }
  return inputs.filter(isJson)
}
