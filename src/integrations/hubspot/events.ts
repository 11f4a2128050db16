// Webhook events to hints: which tickets deserve a look, and which events may only be the echo of our own write.

import { isRecord } from '../../rules/finding.ts'
import { err, ok, type Result } from '../../rules/result.ts'
import { parseId } from './record-id.ts'

export type HubSpotEvent = {
  readonly ticketIds: readonly string[]
  /** Which property changed, where that is all that is told. */
  readonly property?: string | undefined
  /** Set where an integration changed a property: by which app, and to what. */
  readonly written?: (Echo & { readonly appId: string }) | undefined
}

/** A property that our own app is said to have set: no news if that is the value last recorded as written. */
type Echo = { readonly property: string; readonly value: string }

/** A ticket that deserves a look; with `echoes`, only if one of them differs from what was last written. */
export type Hint = { readonly id: string; readonly echoes?: readonly Echo[] }

type Fields = Readonly<Record<string, unknown>>

/** The ticket events of a webhook's body. Anything unknown inside the array is left out: HubSpot would send it again. */
export function parseEvents(body: unknown): Result<readonly HubSpotEvent[], string> {
  if (!Array.isArray(body)) return err('the body is not a JSON array of events')
  return ok(body.flatMap((event) => parseEvent(event) ?? []))
}

/**
 * Each ticket once, in order of first mention. An event that is no echo makes the whole ticket a plain look; one of a
 * property on which nothing rests makes none.
 */
export function hintsOf(
  events: readonly HubSpotEvent[],
  appId: string | undefined,
  isRead: (property: string) => boolean = () => true,
): readonly Hint[] {
  const hints = new Map<string, Hint>()
  for (const event of events) {
    if (event.property !== undefined && !alwaysRead.has(event.property) && !isRead(event.property)) continue
    const echo = event.written?.appId === appId ? event.written : undefined
    for (const id of event.ticketIds) hints.set(id, merged(id, hints.get(id), echo))
  }
  return [...hints.values()]
}

/** By these a ticket comes to the pipeline, moves in it, and changes hands. */
const alwaysRead: ReadonlySet<string> = new Set(['hs_pipeline', 'hs_pipeline_stage', 'hubspot_owner_id'])

/** A queue message holds 128 KB: an echo longer than this is looked at instead. */
const longestEcho = 400

function merged(id: string, before: Hint | undefined, echo: Echo | undefined): Hint {
  if (!echo || echo.value.length > longestEcho || (before && !before.echoes)) return { id }
  const echoes = before?.echoes ?? []
  const isKnown = echoes.some(({ property, value }) => property === echo.property && value === echo.value)
  return { id, echoes: isKnown ? echoes : [...echoes, { property: echo.property, value: echo.value }] }
}

function parseEvent(fields: unknown): HubSpotEvent | undefined {
  if (!isRecord(fields)) return undefined
  const type = fields['subscriptionType'] ?? fields['eventType']
  if (typeof type !== 'string') return undefined
  const dot = type.indexOf('.')
  const kind = type.slice(dot + 1)
  if (!isAboutTickets(type.slice(0, dot), fields['objectTypeId'])) return undefined

  const ticketIds = idsOf(kind, fields)
  if (ticketIds.length === 0) return undefined
  if (kind !== 'propertyChange') return { ticketIds }
  const name = fields['propertyName']
  return { ticketIds, property: typeof name === 'string' ? name : undefined, written: writtenBy(fields) }
}

function isAboutTickets(family: string, objectTypeId: unknown): boolean {
  if (family === 'ticket') return true
  return family === 'object' && (objectTypeId ?? '0-5') === '0-5'
}

function idsOf(kind: string, fields: Fields): readonly string[] {
  switch (kind) {
    case 'creation':
    case 'deletion':
    case 'propertyChange':
    case 'restore': {
      const id = parseId(fields['objectId'])
      return id === undefined ? [] : [id]
    }
    case 'merge':
      // The winner changes and the losers are gone: every ticket involved deserves a look.
      return idsIn(
        fields['primaryObjectId'],
        fields['mergedObjectIds'],
        fields['newObjectId'],
        fields['objectId'],
      )
    default:
      // associationChange too: no fact rests on associations, and our own tasks and notes cause them.
      return []
  }
}

function idsIn(...values: readonly unknown[]): readonly string[] {
  const ids = values.flat().map(parseId)
  return [...new Set(ids.filter((id) => id !== undefined))]
}

function writtenBy(fields: Fields): HubSpotEvent['written'] {
  const { changeSource, sourceId, propertyName, propertyValue } = fields
  if (changeSource !== 'INTEGRATION' || typeof propertyName !== 'string') return undefined
  if (typeof sourceId !== 'string' && typeof sourceId !== 'number') return undefined
  return { appId: String(sourceId), property: propertyName, value: textOf(propertyValue) }
}

// A cleared property comes without a value, or with null.
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''
}
