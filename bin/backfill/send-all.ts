// `redress backfill` as it is called: says what it will do, does it, and what to look at then.

import { Temporal } from 'temporal-polyfill'
import { CrmRefused, CrmUnavailable } from '../../src/integrations/crm.ts'
import { closedDays, sinceOf } from '../../src/worker/searches.ts'
import { withAdvice } from '../hubspot-advice.ts'
import { inUtc } from '../in-utc.ts'
import { policyNameOf, readSettings, type AccountOptions, type Settings } from '../provision/settings.ts'
import { openAccount } from './open-account.ts'
import { placeFile, stateFolder } from './place.ts'
import { counted } from './progress.ts'
import { runBackfill, startOf, whyAfresh, type Aim, type Place } from './run.ts'
import { NotTaken, type Receiver } from './send-hints.ts'
import { settle, standstillOf } from './settle.ts'
import { Stopped } from './stop.ts'
import { isLoopback, workerUrlOf } from './worker.ts'

export type SendOptions = AccountOptions & { readonly limit?: number; readonly afresh?: true }

export async function sendAll(options: SendOptions): Promise<void> {
  const settings = readSettings()
  const url = required(settings, 'PUBLIC_URL', 'the address of the Worker')
  const secret = required(
    settings,
    'HUBSPOT_CLIENT_SECRET',
    'the Worker’s own, by which it knows what HubSpot signs',
  )
  const { id: account, policy, stop, progress, listingSince } = await openAccount(options, settings, 'Sent')
  const say = (...lines: readonly string[]) => {
    if (!options.json) console.log(lines.join('\n'))
  }
  const name = policyNameOf(options, settings)
  say(
    `HubSpot account ${account}, policy ${name}: every open ticket, and the closed ones that changed in the last ${closedDays} days,`,
    `is to be looked at by the Worker at ${url}.`,
  )
  const aim = { account, worker: url, policy: name, digest: policy.digest }
  const file = placeFile(stateFolder(settings['REDRESS_STATE']), account)
  const first = placeFrom(file.read(), aim, options.afresh === true)
  if (first.says !== undefined) say(first.says)
  let place = first.place
  const receiver: Receiver = {
    url,
    secret,
    fetch: stop.fetch,
    sleep: stop.sleep,
    now: () => Date.now(),
    warn: progress.note,
  }
  try {
    const { isDone } = await runBackfill({
      place,
      listing: listingSince(place.since),
      receiver,
      progress,
      keep: (kept) => {
        place = kept
        file.keep(kept)
      },
      limit: options.limit,
      checkpoint: stop.checkpoint,
    })
    progress.clear()
    if (isDone) file.remove()
    const sent = place.sent - first.place.sent
    say(sentLine(sent, place.sent, isDone))
    const pending = isLoopback(url) ? await settle(receiver, progress) : undefined
    progress.clear()
    const standstill = await standstillOf(receiver)
    if (standstill !== undefined) process.exitCode = 1
    say(afterwards(url, pending, standstill))
    if (options.json)
      console.log(
        JSON.stringify(
          {
            ...aim,
            sent,
            sentInAll: place.sent,
            isDone,
            ...(pending !== undefined && { pending }),
            ...(standstill !== undefined && { standstill }),
          },
          null,
          2,
        ),
      )
  } catch (error) {
    progress.clear()
    const kept = `${tickets(place.sent)} sent so far: run it again to go on after them`
    if (error instanceof Stopped || stop.isStopped()) {
      if (options.json) console.log(JSON.stringify({ ...aim, sentInAll: place.sent, isDone: false }, null, 2))
      else console.error(`Stopped. ${kept}.`)
      process.exitCode = 130
    } else if (error instanceof NotTaken) throw new CrmRefused(`${error.message}\n${kept}`)
    else if (error instanceof CrmUnavailable || error instanceof CrmRefused)
      throw new CrmRefused(`${withAdvice(error)}\n${kept}`)
    else throw error
  }
}

function required(settings: Settings, name: string, what: string): string {
  const value = name === 'PUBLIC_URL' ? workerUrlOf(settings) : (settings[name]?.trim() ?? '')
  if (value === '') throw new CrmRefused(`\`${name}\` is empty (${what})`)
  return value
}

/** Where to go on, and what to say of it. */
function placeFrom(
  kept: Place | undefined,
  aim: Aim,
  isAfresh: boolean,
): { readonly place: Place; readonly says?: string } {
  const now = Temporal.Now.instant()
  const place = startOf(aim, sinceOf(now), now.toString())
  if (!kept) return { place }
  if (isAfresh)
    return { place, says: `Begins again: the one before had stopped after ${tickets(kept.sent)}.` }
  const why = whyAfresh(kept, aim)
  if (why !== undefined) return { place, says: `Begins again, since ${why}.` }
  return {
    place: kept,
    says: `Goes on where it stopped at ${inUtc(kept.savedAt)}, after ${tickets(kept.sent)}; --afresh begins again.`,
  }
}

function sentLine(sent: number, inAll: number, isDone: boolean): string {
  if (!isDone) return `Sent ${tickets(sent)}, ${counted(inAll)} in all; run it again to go on after them.`
  return sent === inAll
    ? `Sent ${tickets(sent)}: all there are.`
    : `Sent ${tickets(sent)}, with those before ${counted(inAll)}: all there are.`
}

function afterwards(url: string, pending: number | undefined, standstill: string | undefined): string {
  const state =
    standstill !== undefined
      ? `They wait: ${standstill}. Nothing has to be sent again. Why, and what came of those before:`
      : pending === undefined
        ? 'The Worker looks at them in the background. What comes of it:'
        : pending === 0
          ? 'The Worker has looked at all of them. What came of it:'
          : `The Worker is not done: ${pending} ${pending === 1 ? 'message is' : 'messages are'} on the way. What comes of it:`
  return [
    state,
    `  ${url}/api/failures   what a person has to see to`,
    `  ${url}/api/due        what is due when`,
  ].join('\n')
}

const tickets = (count: number): string => `${counted(count)} ${count === 1 ? 'ticket' : 'tickets'}`
