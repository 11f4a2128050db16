// One form for every path: dated paths become the numbered ones that the routes are written in.

import type { ObjectType } from '../portal/portal.ts'
import { Refusal } from '../portal/refusal.ts'

const dated = /^\/(crm|account-info)\/(?:([a-z]+)\/)?\d{4}-\d\d(?=\/|$)(.*)$/

export const isDated = (path: string): boolean => dated.test(path)

export function normalPath(path: string): string {
  const plain = path.length > 1 ? path.replace(/\/+$/, '') : path
  const match = dated.exec(plain)
  if (!match) return plain
  const [, root = '', area = '', rest = ''] = match
  if (root === 'account-info') return `/account-info/v3${rest}`
  const isAssociation = area === 'associations' || /^\/[^/]+\/[^/]+\/associations\//.test(rest)
  return `/crm/${isAssociation ? 'v4' : 'v3'}/${area}${rest}`
}

const names: Record<string, ObjectType> = {
  tickets: 'tickets',
  ticket: 'tickets',
  '0-5': 'tickets',
  tasks: 'tasks',
  task: 'tasks',
  '0-27': 'tasks',
  notes: 'notes',
  note: 'notes',
  '0-46': 'notes',
}

export function parseObjectType(name: string): ObjectType {
  const type = names[name.toLowerCase()]
  if (type) return type
  throw new Refusal(400, {
    message: `Unable to infer object type from: ${name}`,
    category: 'VALIDATION_ERROR',
  })
}
