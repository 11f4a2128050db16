// Reads the body of an error answer, of which HubSpot promises no field at all.

import { quoted } from '../../rules/quoted.ts'

export type ErrorAnswer = {
  readonly message: string
  readonly category: string
  /** Which limit was hit, on a 429. */
  readonly policy: string
  /** Scopes that would have done, on a 403. */
  readonly scopes: readonly string[]
  readonly details: readonly ErrorDetail[]
  /** Properties that the account requires, and that are empty. */
  readonly requires: readonly string[]
}

export type ErrorDetail = { readonly message: string; readonly code: string; readonly property: string }

type Fields = Readonly<Record<string, unknown>>

/** What an error body says; `undefined` when it is not HubSpot's JSON, so that something in between wrote it. */
export function parseErrorAnswer(text: string): ErrorAnswer | undefined {
  if (text.trim() === '') return errorAnswer({})
  const body = parseJson(text)
  return isFields(body) ? errorAnswer(body) : undefined
}

/** What was wrong, with the property's name first: HubSpot's list of allowed options can be long. */
export function wordingOf(answer: Pick<ErrorAnswer, 'message' | 'details'>): string {
  const details = answer.details.map(({ property, message }) =>
    property === '' ? shortened(message) : `\`${property}\`: ${shortened(message)}`,
  )
  return details.length > 0 ? details.slice(0, 5).join('; ') : shortened(answer.message)
}

/** What one error of a batch answer says, which the client has parsed. */
export const errorAnswerOf = (error: object): ErrorAnswer => errorAnswer({ ...error })

function errorAnswer(body: Fields): ErrorAnswer {
  const message = textOf(body['message'])
  const errors = listOf(body['errors'])
  const contexts = [body, ...errors].map((fields) => (isFields(fields['context']) ? fields['context'] : {}))
  return {
    message,
    category: textOf(body['category']) || textOf(body['errorType']),
    policy: textOf(body['policyName']),
    scopes: contexts.flatMap((context) =>
      namesOf(context['requiredGranularScopes'] ?? context['requiredScopes']),
    ),
    details: [...embeddedDetails(message), ...errors.flatMap(detailsOf)].filter(isFirstOfItsKind),
    requires: requiredIn(body, errors),
  }
}

// By the code of each error, with its property in the context; older answers only have a sentence, and maybe a list.
function requiredIn(body: Fields, errors: readonly Fields[]): readonly string[] {
  const message = textOf(body['message'])
  const coded = [...errors, ...embedded(message)].filter((error) =>
    /REQUIRED/.test(`${textOf(error['code'])} ${textOf(error['error'])}`),
  )
  const named = coded.flatMap((error) => [...namesOf(error['name']), ...propertiesIn(error)])
  if (named.length > 0) return [...new Set(named)]
  if (!/required propert\w+ (was|were) not set/i.test(message)) return []
  const listed =
    /\[([\w, ]+)\]/
      .exec(message)?.[1]
      ?.split(',')
      .map((name) => name.trim()) ?? []
  return [...new Set([...propertiesIn(body), ...errors.flatMap(propertiesIn), ...listed])].filter(Boolean)
}

function propertiesIn(error: Fields): readonly string[] {
  const context = isFields(error['context']) ? error['context'] : {}
  return [...namesOf(context['propertyName']), ...namesOf(context['properties'])]
}

function detailsOf(error: Fields): readonly ErrorDetail[] {
  const message = textOf(error['message'])
  const inside = embeddedDetails(message)
  if (inside.length > 0) return inside
  const context = isFields(error['context']) ? error['context'] : {}
  const property = nameOf(error['name']) || namesOf(context['propertyName'])[0] || nameOf(error['in'])
  return message === '' ? [] : [{ message, code: textOf(error['code']) || textOf(error['error']), property }]
}

// `Property values were not valid: [{"isValid":false,"message":…,"error":"INVALID_OPTION","name":…}]`
function embedded(message: string): readonly Fields[] {
  const json = /^[^[{]*(\[\{.*\}\])\s*$/s.exec(message)?.[1]
  return listOf(json === undefined ? undefined : parseJson(json))
}

function embeddedDetails(message: string): readonly ErrorDetail[] {
  return embedded(message).map((detail) => ({
    message: textOf(detail['message']),
    code: textOf(detail['error']),
    property: nameOf(detail['name']),
  }))
}

function isFirstOfItsKind(detail: ErrorDetail, index: number, details: readonly ErrorDetail[]): boolean {
  const same = (other: ErrorDetail) => other.property === detail.property && other.message === detail.message
  return details.findIndex(same) === index
}

// HubSpot quotes what it refuses, and that may be what a resident wrote.
function shortened(text: string): string {
  return text.length <= 200 ? quoted(text, 200) : `${quoted(text, 199)}…`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : []
}

function namesOf(value: unknown): readonly string[] {
  return [value]
    .flat()
    .map(nameOf)
    .filter((name) => name !== '')
}

// A property's or scope's own name is short and can be seen; whatever else stands there is cut to that.
const nameOf = (value: unknown): string => quoted(textOf(value), 100)

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
