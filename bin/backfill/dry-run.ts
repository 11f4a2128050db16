// `redress backfill --dry-run` as it is called: what would change, ticket by ticket, and what that comes to.

import { Temporal } from 'temporal-polyfill'
import type { Mode, Policy } from '../../src/rules/policy.ts'
import { inWords } from '../../src/rules/wording.ts'
import { sinceOf } from '../../src/worker/searches.ts'
import { policyNameOf, readSettings, type AccountOptions } from '../provision/settings.ts'
import { askWrangler } from './ask-wrangler.ts'
import { openAccount } from './open-account.ts'
import { countFrom, pagesFrom, start, type Listing } from './pages.ts'
import { stateFolder } from './place.ts'
import { propertyWarnings } from './property-warnings.ts'
import { createPreviewer, isChange, type Preview } from './preview.ts'
import { previewLines, sumLines, writesIn } from './preview-lines.ts'
import { memoryFrom, nothingRemembered, type Database, type Memory } from './remembered.ts'
import { Stopped } from './stop.ts'
import { createSum } from './sum.ts'
import { isLocalSetup, modeAt, modeOf, workerUrlOf } from './worker.ts'

export type DryRunOptions = AccountOptions & {
  readonly limit?: number
  readonly mode?: Mode
  readonly database?: Database
}

/** Starting wrangler takes a second or two: so many tickets are asked for at a time. */
const ticketsAQuestion = 1000

export async function dryRun(options: DryRunOptions): Promise<void> {
  const settings = readSettings()
  const isLocal = isLocalSetup(settings)
  const account = await openAccount(options, settings, 'Looked at')
  const { policy, crm, stop, sleep, progress } = account
  const mode = modeOf(options.mode, settings, isLocal, await modeAt(workerUrlOf(settings), stop.fetch))
  const database = options.database ?? (isLocal ? 'local' : 'remote')
  const read = await readMemory(database, stateFolder(settings['REDRESS_STATE']))
  const now = read.memory.now === undefined ? Temporal.Now.instant() : Temporal.Instant.from(read.memory.now)

  const warnings = await propertyWarnings(account)
  const sum = createSum(policy)
  const say = (lines: readonly string[]) => {
    if (options.json || lines.length === 0) return
    progress.clear()
    console.log(lines.join('\n'))
  }
  say([
    `HubSpot account ${account.id}, policy ${policyNameOf(options, settings)}, mode ${mode}: Redress would write ${writesIn[mode]}.`,
    'Nothing is sent or written now.',
    ...read.says,
    ...warnings,
    ...(read.memory.now === undefined ? [] : [`By the Worker’s local clock it is ${momentOf(now, policy)}.`]),
    '',
  ])
  const tell = (preview: Preview): void => {
    sum.add(preview)
    progress.advance(1)
    if (options.json) {
      if (isTold(preview)) console.log(JSON.stringify(inJson(preview, policy)))
    } else say(previewLines(preview, policy, now))
  }
  let isStopped = false
  try {
    const listing = account.listingSince(sinceOf(Temporal.Now.instant()))
    const left = await countFrom(listing, start)
    progress.expect(Math.min(left, options.limit ?? left))
    const previewsOf = createPreviewer({ crm, policy, mode, now, memory: read.memory, sleep })
    for await (const ids of inQuestions(listing, options.limit)) {
      stop.checkpoint()
      for await (const preview of previewsOf(ids)) tell(preview)
    }
  } catch (error) {
    if (!(error instanceof Stopped) && !stop.isStopped()) throw error
    isStopped = true
  }
  progress.clear()
  const total = sum.sum()
  if (options.json)
    console.log(
      JSON.stringify({
        sum: { ...total, mode, database: read.database, now: now.toString(), isWhole: !isStopped, warnings },
      }),
    )
  else {
    const isAny = total.changed + total.withProblems + total.undecided.length > 0
    say([
      ...(isAny ? [''] : []),
      ...(isStopped ? ['Stopped before the end.'] : []),
      ...sumLines(total, policy),
    ])
  }
  if (total.undecided.length > 0) process.exitCode = 1
  if (isStopped) process.exitCode = 130
}

type Read = { readonly memory: Memory; readonly database: Database; readonly says: readonly string[] }

const firstTime = 'each ticket is decided on as if it were seen for the first time'

async function readMemory(database: Database, folder: string): Promise<Read> {
  const without = (why: string): Read => ({
    memory: nothingRemembered,
    database: 'none',
    says: [`What the Worker remembers is not read${why}: ${firstTime}.`],
  })
  if (database === 'none') return without('')
  const memory = await memoryFrom(askWrangler(database, folder), database, Date.now())
  if (memory.ok) return { memory: memory.value, database, says: [] }
  return without(` (the ${database} database: ${memory.error})`)
}

async function* inQuestions(listing: Listing, limit: number | undefined): AsyncGenerator<readonly string[]> {
  let waiting: readonly string[] = []
  for await (const { ids } of pagesFrom(listing, start, limit)) {
    waiting = [...waiting, ...ids]
    if (waiting.length < ticketsAQuestion) continue
    yield waiting
    waiting = []
  }
  if (waiting.length > 0) yield waiting
}

const isTold = (preview: Preview): boolean =>
  isChange(preview) ||
  preview.kind === 'undecided' ||
  (preview.kind === 'decided' && preview.problems.length > 0)

function inJson(preview: Preview, policy: Policy) {
  if (preview.kind !== 'decided')
    return { ticket: preview.id, ...(preview.kind === 'undecided' && { undecided: preview.why }) }
  const label = (key: string) => policy.stages.find((stage) => stage.key === key)?.label ?? key
  return {
    ticket: preview.id,
    stage: preview.stage,
    changes: preview.changes.map((change) => {
      if (change.kind === 'stage') return { of: 'stage', from: label(change.from), to: label(change.to) }
      return { of: change.kind === 'owner' ? 'owner' : change.property, from: change.from, to: change.to }
    }),
    notices: preview.notices,
    reason: preview.reason,
    problems: preview.problems,
  }
}

function momentOf(now: Temporal.Instant, { calendar }: Policy): string {
  const local = now.toZonedDateTimeISO(calendar.timeZone)
  return `${inWords(local.toPlainDate())} ${local.year}, ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`
}
