// Reads the extensions of a clock.

import type { Extension } from './clock-rule.ts'
import { factTypes } from './fact.ts'
import { Fields } from './fields.ts'
import { nearest } from './finding.ts'
import type { Params } from './rule-params.ts'

export const extensionKeys = [
  'name',
  'when',
  'after',
  'notice',
  'reason',
  'needs',
  'until',
  'atMost',
  'total',
  'dateOptional',
  'times',
] as const

export const timesKeys = ['fact', 'atMost'] as const

export function parseExtensions(params: Params): readonly Extension[] {
  const earlier: Extension[] = []
  return params.fields.items('extensions').map(([raw, pointer]) => {
    const extension = parseExtension(params, raw, pointer, earlier)
    earlier.push(extension)
    return extension
  })
}

function parseExtension(
  params: Params,
  raw: unknown,
  pointer: string,
  earlier: readonly Extension[],
): Extension {
  const fields = new Fields(raw, pointer, params.fields.report, extensionKeys)
  fields.text('notice')
  const after = fields.optionalText('after')
  const names = earlier.map(({ name }) => name)
  if (after !== undefined && !names.includes(after))
    fields.report(
      fields.at('after'),
      `no extension before this one has the name \`${after}\`${nearest(after, names)}`,
    )
  if (earlier.some(({ name, notice }) => name === after && notice === fields.raw('notice')))
    fields.report(
      fields.at('notice'),
      `\`${after}\` has this notice already: one notice would extend the time twice`,
    )
  const isOpen = fields.raw('atMost') === 'open'
  const [atMost, total] = [isOpen ? undefined : params.span(fields, 'atMost'), params.span(fields, 'total')]
  if (!fields.has('atMost') && !total)
    fields.report(
      pointer,
      'an extension needs a cap: `atMost` more time, so much in `total`, or `"atMost": "open"` where the procedure sets none',
    )
  for (const [key, span] of [
    ['atMost', atMost],
    ['total', total],
  ] as const)
    if (span && span.count <= 0) fields.report(fields.at(key), `\`${key}\` must be more than nothing`)
  const until = params.factIn(fields, 'until', ['date'])
  if (isOpen && !total && (until === undefined || fields.flag('dateOptional')))
    fields.report(pointer, 'an extension without a cap needs its new date in `until`')
  return {
    name: fields.text('name'),
    when: params.factIn(fields, 'when', ['boolean']),
    after,
    notice: params.factIn(fields, 'notice', ['instant', 'date']) ?? '',
    reason: params.factIn(fields, 'reason', factTypes),
    needs: params.factsIn(fields, 'needs', factTypes),
    until,
    atMost,
    total,
    dateOptional: until === undefined || fields.flag('dateOptional'),
    times: parseTimes(params, fields),
  }
}

function parseTimes(params: Params, extension: Fields): Extension['times'] {
  if (!extension.has('times')) return undefined
  const fields = new Fields(extension.raw('times'), extension.at('times'), extension.report, timesKeys)
  fields.text('fact')
  const atMost = fields.raw('atMost')
  if (typeof atMost !== 'number' || !Number.isInteger(atMost) || atMost < 1)
    fields.report(fields.at('atMost'), '`atMost` says how often: a whole number from 1')
  return { fact: params.factIn(fields, 'fact', ['number']) ?? '', atMost: Number(atMost) }
}
