// The definition of a property as it is written: only what is there, so that a change leaves the rest alone.

import type { PropertyInput } from '../portal/properties.ts'
import type { PropertyOption } from '../portal/portal.ts'
import { validationError } from '../portal/refusal.ts'
import { textOf } from '../portal/scalar.ts'
import { type Json, isJson } from './body.ts'

const texts = ['label', 'type', 'fieldType', 'groupName', 'description', 'referencedObjectType'] as const
const switches = ['hidden', 'externalOptions'] as const

export function parseChange(body: Json): Partial<PropertyInput> {
  const { options, displayOrder } = body
  return {
    ...Object.fromEntries(texts.filter((key) => key in body).map((key) => [key, textOf(body[key])])),
    ...Object.fromEntries(switches.filter((key) => key in body).map((key) => [key, body[key] === true])),
    ...(typeof displayOrder === 'number' && { displayOrder }),
    ...(Array.isArray(options) && { options: options.filter(isJson).map(parseOption) }),
  }
}

/** What a definition leaves out is empty here, and refused by the check. */
export const parseProperty = (body: Json): PropertyInput => ({
  label: '',
  type: '',
  fieldType: '',
  groupName: '',
  ...parseChange(body),
  name: textOf(body['name']),
})

function parseOption(option: Json): PropertyOption {
  const missing = ['label', 'value', 'displayOrder', 'hidden'].filter((key) => (option[key] ?? '') === '')
  if (missing.length > 0) {
    throw validationError(
      `Invalid input JSON on line 1, column 1: Some required fields were not set: [${missing.join(', ')}]`,
    )
  }
  const { description } = option
  return {
    value: textOf(option['value']),
    label: textOf(option['label']),
    displayOrder: Number(option['displayOrder']),
    hidden: option['hidden'] === true,
    ...(typeof description === 'string' && { description }),
  }
}
