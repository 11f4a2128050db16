// Reads what a policy says of notices as a whole: from when breaches are announced, and how many tasks at once.

import { Fields } from './fields.ts'
import { nearest } from './finding.ts'
import type { Role, TaskLimit } from './policy.ts'

export const taskLimitKeys = ['anHour', 'digestFor'] as const

export function parseEnforceFrom(fields: Fields): string | undefined {
  return fields.has('enforceFrom') ? fields.date('enforceFrom') : undefined
}

export function parseTaskLimit(fields: Fields, roles: ReadonlyMap<string, Role>): TaskLimit | undefined {
  if (!fields.has('taskLimit')) return undefined
  const pointer = fields.at('taskLimit')
  const limit = new Fields(fields.raw('taskLimit'), pointer, fields.report, taskLimitKeys)
  const anHour = limit.raw('anHour')
  const digestFor = limit.text('digestFor')
  const role = roles.get(digestFor)
  if (digestFor !== '' && !role)
    fields.report(limit.at('digestFor'), `unknown role \`${digestFor}\`${nearest(digestFor, roles.keys())}`)
  // A digest is about tickets of every service area.
  else if (role && role.owners['*'] === undefined)
    fields.report(limit.at('digestFor'), `the role \`${digestFor}\` must have an owner for any area, \`*\``)
  if (typeof anHour === 'number' && Number.isInteger(anHour) && anHour > 0) return { anHour, digestFor }
  return fields.report(limit.at('anHour'), '`anHour` must be a whole number above 0')
}
