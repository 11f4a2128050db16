// Writes tickets in batches, so that one that HubSpot will not take never holds up the rest.

import { CrmUnavailable, type CrmFault, type TicketUpdate, type UpdateOutcome } from '../crm.ts'
import { answerTo, type Api } from './api.ts'
import { errorAnswerOf, wordingOf, type ErrorDetail } from './error-answer.ts'
import { CallRefused, isAboutApp } from './fault.ts'
import type { Hub } from './hub.ts'
import { nobody, ownerIdOf } from './people.ts'
import { idText, parseId } from './record-id.ts'
import { partOf, personsIn, toWrite, type TicketWrite } from './ticket-write.ts'
import { withoutBroken } from './without-broken.ts'
import { inWaves } from './waves.ts'
import { isAbout, type BatchError } from './whole-answer.ts'

/** What ends the whole run: once HubSpot is down, limiting or closed to us, no further call is made. */
type Run = { readonly keepHold: () => Promise<void>; fault?: CrmFault; refusal?: CallRefused }

export async function updateTickets(
  hub: Hub,
  updates: readonly TicketUpdate[],
  keepHold: () => Promise<void> = async () => {},
): Promise<readonly UpdateOutcome[]> {
  const stages = updates.flatMap(({ stage }) => (stage === undefined ? [] : [stage]))
  const persons = updates.flatMap(personsIn).filter((person) => !person.startsWith('#'))
  const names = {
    pipeline:
      stages.length === 0
        ? undefined
        : await hub.pipeline((known) => stages.every((s) => known.stageIds.has(s))),
    people:
      persons.length === 0
        ? nobody
        : await hub.people((known) => persons.every((person) => ownerIdOf(known, person) !== undefined)),
  }

  const outcomes: UpdateOutcome[] = []
  const writes: TicketWrite[] = []
  for (const update of updates) {
    const write = toWrite(update, names)
    if (!write.ok) outcomes.push({ kind: 'refused', id: update.id, requires: [], ...write.error })
    else if (parseId(update.id) === undefined) outcomes.push(gone(update.id))
    else if (Object.keys(write.value.properties).length === 0) outcomes.push(written(write.value))
    else writes.push(write.value)
  }

  const run: Run = { keepHold }
  outcomes.push(...(await inWaves(writes, 100, (batch) => writeBatch(hub.api, batch, run))))
  // Nothing written, and nothing will be: the unit of work is refused, not its tickets.
  if (run.refusal && !outcomes.some(({ kind }) => kind === 'written')) throw run.refusal
  return outcomes
}

async function writeBatch(
  api: Api,
  batch: readonly TicketWrite[],
  run: Run,
): Promise<readonly UpdateOutcome[]> {
  const left = ({ id }: TicketWrite, fault: CrmFault): UpdateOutcome => ({ kind: 'failed', id, fault })
  try {
    return await withoutBroken(batch, (some) => writeTogether(api, some, run), left)
  } catch (error) {
    if (!(error instanceof CrmUnavailable)) throw error
    return failedBatch(error, batch, run) ?? []
  }
}

/** Throws where HubSpot breaks at one of them, or at all. */
async function writeTogether(
  api: Api,
  batch: readonly TicketWrite[],
  run: Run,
): Promise<readonly UpdateOutcome[]> {
  const over = ended(batch, run)
  if (over) return over
  const inputs = batch.map(({ id, properties }) => ({ id, properties }))
  await run.keepHold()
  try {
    const answer = await answerTo(api.batches.update('tickets', { inputs }))
    const errors = 'errors' in answer ? (answer.errors ?? []) : []
    const returned = new Set((answer.results ?? []).map(({ id }) => idText(id)))
    return await settleEach(api, batch, returned, errors, run)
  } catch (error) {
    if (error instanceof CrmUnavailable && error.fault.mayBeOfOne) throw error
    return failedBatch(error, batch, run) ?? (await writeApart(api, batch, error, run))
  }
}

// An id that neither came back nor was refused in so many words is asked for alone: that answer has a status of its own.
async function settleEach(
  api: Api,
  batch: readonly TicketWrite[],
  returned: ReadonlySet<string>,
  errors: readonly BatchError[],
  run: Run,
): Promise<readonly UpdateOutcome[]> {
  const outcomes: UpdateOutcome[] = []
  for (const write of batch) {
    const problem = errors.find((error) => isAbout(error, write.id))
    if (returned.has(write.id)) outcomes.push(written(write))
    else if (problem?.category === 'OBJECT_NOT_FOUND') outcomes.push(gone(write.id))
    else if (problem?.category === 'VALIDATION_ERROR') {
      const answer = errorAnswerOf(problem)
      outcomes.push(refused(write, wordingOf(answer), answer))
    } else outcomes.push(...(await writeAlone(api, write, run)))
  }
  return outcomes
}

async function writeAlone(api: Api, write: TicketWrite, run: Run): Promise<readonly UpdateOutcome[]> {
  const over = ended([write], run)
  if (over) return over
  await run.keepHold()
  try {
    await answerTo(api.objects.update('tickets', write.id, { properties: { ...write.properties } }))
    return [written(write)]
  } catch (error) {
    return failedBatch(error, [write], run) ?? [refusedBy(error, write)]
  }
}

// HubSpot names the first error of a refused batch and not its ticket: halve until the bad ones stand alone.
async function writeApart(
  api: Api,
  batch: readonly TicketWrite[],
  error: unknown,
  run: Run,
): Promise<readonly UpdateOutcome[]> {
  const [first, ...others] = batch
  if (first && others.length === 0) {
    // A batch is not a ticket: only the ticket's own address can tell that it is gone.
    return isNotFound(error) ? writeAlone(api, first, run) : [refusedBy(error, first)]
  }

  const hopeless = batch.filter(hopelessBy(error))
  const outcomes: UpdateOutcome[] = hopeless.map((write) => refusedBy(error, write))
  const rest = batch.filter((write) => !hopeless.includes(write))
  const parts = hopeless.length > 0 ? [rest] : halves(rest)
  for (const part of parts) {
    if (part.length > 0) outcomes.push(...(await writeBatch(api, part, run)))
  }
  return outcomes
}

function halves<T>(items: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle)]
}

function isNotFound(error: unknown): boolean {
  return error instanceof CallRefused && error.status === 404
}

// A property that the account does not have, or an owner whom it does not take, would otherwise cost two calls for each ticket.
function hopelessBy(error: unknown): (write: TicketWrite) => boolean {
  const details = error instanceof CallRefused ? error.details : []
  const unknown = details.filter(({ code }) => code === 'PROPERTY_DOESNT_EXIST')
  const ownerIds = new Set(
    details
      .filter(({ property }) => property === 'hubspot_owner_id')
      .flatMap(({ message }) => message.match(/\d+/g) ?? []),
  )
  return ({ properties }) =>
    unknown.some(({ property }) => Object.hasOwn(properties, property)) ||
    ownerIds.has(properties['hubspot_owner_id'] ?? '')
}

/** Outcomes for a batch whose failure says nothing about its tickets; `undefined` when it does. Else throws. */
function failedBatch(
  error: unknown,
  batch: readonly TicketWrite[],
  run: Run,
): readonly UpdateOutcome[] | undefined {
  if (error instanceof CrmUnavailable) {
    const { fault } = error
    // Of a single ticket that may be a matter of its own.
    if (batch.length === 1 && fault.mayBeOfOne) return batch.map(({ id }) => ({ kind: 'failed', id, fault }))
    run.fault = fault
  } else if (!(error instanceof CallRefused)) throw error
  else if (isAboutApp(error)) run.refusal = error
  return ended(batch, run)
}

function ended(batch: readonly TicketWrite[], { fault, refusal }: Run): readonly UpdateOutcome[] | undefined {
  if (refusal)
    return batch.map(({ id }) => ({
      kind: 'refused',
      id,
      message: refusal.message,
      requires: [],
      about: [],
    }))
  return fault && batch.map(({ id }) => ({ kind: 'failed', id, fault }))
}

function written({ id, properties }: TicketWrite): UpdateOutcome {
  return { kind: 'written', id, values: properties }
}

function refusedBy(error: unknown, write: TicketWrite): UpdateOutcome {
  if (!(error instanceof CallRefused)) throw error
  return isNotFound(error) ? gone(write.id) : refused(write, error.wording, error)
}

type Told = { readonly requires: readonly string[]; readonly details: readonly ErrorDetail[] }

function refused({ id, properties }: TicketWrite, wording: string, told: Told): UpdateOutcome {
  const about = told.details.flatMap(({ property }) =>
    Object.hasOwn(properties, property) ? [partOf(property)] : [],
  )
  return {
    kind: 'refused',
    id,
    message: `HubSpot refuses the change: ${wording || 'no reason given'}`,
    requires: told.requires.map(partOf),
    about: [...new Set(about)],
  }
}

function gone(id: string): UpdateOutcome {
  return {
    kind: 'refused',
    id,
    message: 'gone: HubSpot has no such ticket, it was deleted or merged',
    requires: [],
    about: [],
  }
}
