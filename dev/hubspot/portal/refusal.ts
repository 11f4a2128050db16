// An answer other than success, with the status and body that HubSpot gives for it.

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  /** The values that were not taken, for those who need not read them out of the message. */
  readonly values: readonly ValueError[]
  constructor(
    status: number,
    body: Readonly<Record<string, unknown>> & { readonly message: string },
    values: readonly ValueError[] = [],
  ) {
    super(body.message)
    this.status = status
    this.body = body
    this.values = values
  }
}

export const validationError = (message: string, more: Readonly<Record<string, unknown>> = {}): Refusal =>
  new Refusal(400, { message, category: 'VALIDATION_ERROR', ...more })

export const objectNotFound = (id: string): Refusal =>
  new Refusal(404, {
    message: 'Object not found.  objectId are usually numeric.',
    context: { id: [id] },
    category: 'OBJECT_NOT_FOUND',
  })

/** One value that HubSpot would not take. */
export type ValueError = { readonly error: string; readonly name: string; readonly message: string }

/** HubSpot packs these into the message, as JSON inside a sentence, and tells them again as a list. */
export function invalidValues(errors: readonly ValueError[], portalId: number): Refusal {
  const details = errors.map(({ error, name, message }) => ({
    isValid: false,
    message,
    error,
    name,
    localizedErrorMessage: message,
    portalId,
  }))
  const message = `Property values were not valid: ${JSON.stringify(details)}`
  const coded = errors.map(({ error, name, message: why }) => ({
    message: why,
    code: error,
    context: { propertyName: [name] },
  }))
  return new Refusal(400, { message, errors: coded, category: 'VALIDATION_ERROR' }, errors)
}
