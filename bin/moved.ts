// `redress moved`: which due dates another calendar or other rules would move, before they take effect.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command } from 'commander'
import { Temporal } from 'temporal-polyfill'
import { compareClocks } from './compare-clocks.ts'
import { parseTicket } from './decide-answer.ts'
import { placed, readJson, shownAs } from './json-text.ts'
import { describe, loadPolicy } from './load-policy.ts'
import { movedJson, movedLines, type TicketMoved } from './moved-lines.ts'
import { gatherRules, rulesFrom } from './rules-folder.ts'
import { decide } from '../src/rules/decide.ts'
import { isRecord, nearest } from '../src/rules/finding.ts'
import { UnknownStage } from '../src/rules/found-ticket.ts'
import type { Policy } from '../src/rules/policy.ts'
import { policyOf } from '../src/rules/rulebook.ts'

type Options = {
  readonly policy: string
  readonly tickets: string
  readonly calendar?: string
  readonly rules?: string
  readonly at?: string
  readonly json?: true
}

export function addMoved(program: Command): void {
  program
    .command('moved')
    .description('list the clocks whose due date another calendar, or other rules, would move: old and new')
    .requiredOption('--policy <name>', 'name of a folder under rules/')
    .requiredOption(
      '--tickets <file>',
      'tickets as JSON lines, as `redress decide` takes them; - for standard input',
    )
    .option('--calendar <file>', 'the calendar as corrected: its `id` says which one it stands for')
    .option('--rules <folder>', 'a whole folder such as rules/ with the corrections in it')
    .option('--at <instant>', 'ISO instant for tickets without a `now`; the present unless given')
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
A clock that has stopped keeps its result, so only those that run or wait are compared.

Example
  redress moved --policy bournville --tickets open.jsonl --calendar corrected.json`,
    )
    .action(moved)
}

async function moved(options: Options): Promise<void> {
  const { policy: name, calendar, rules, json } = options
  if ((calendar === undefined) === (rules === undefined))
    fail('say what to compare with: either --calendar or --rules')
  const now = loadPolicy(name)
  const other = calendar === undefined ? loadPolicy(name, rulesFrom(rules)) : withCalendar(name, calendar)
  const at = instantFrom(options.at)
  const tickets: TicketMoved[] = []
  for (const [index, text] of read(options.tickets).split('\n').entries())
    if (text.trim() !== '') tickets.push(await ticketMoved(text, index + 1, [now, other], at))
  if (json) console.log(JSON.stringify(movedJson(tickets), null, 2))
  else console.log(movedLines(tickets).join('\n'))
  if (tickets.some(({ kind }) => kind === 'failed')) process.exitCode = 1
}

/** The policy with one calendar of the rulebook replaced. */
function withCalendar(name: string, path: string): Policy {
  const rulebook = gatherRules()
  if (!rulebook.ok) return fail(rulebook.error.map(describe).join('\n'))
  const url = pathToFileURL(resolve(path))
  const file = readJson(url)
  if (file.mistakes.length > 0) return fail(file.mistakes.map(describe).join('\n'))
  const id = isRecord(file.value) ? file.value['id'] : undefined
  if (typeof id !== 'string')
    return fail(`${path}: a calendar needs its \`id\`, which says which one it stands for`)
  const ids = Object.keys(rulebook.value.calendars)
  if (!ids.includes(id))
    return fail(`${path}: there is no calendar \`${id}\` for it to stand for${nearest(id, ids)}`)
  const calendars = { ...rulebook.value.calendars, [id]: file.value }
  const policy = policyOf({ ...rulebook.value, calendars }, name)
  if (policy.ok) return policy.value
  const corrected = `rules/calendars/${id}.json`
  const mistakes = policy.error.map((finding) =>
    placed(finding.file === corrected ? { ...finding, file: shownAs(url) } : finding),
  )
  return fail(mistakes.map(describe).join('\n'))
}

/** A line of the file, decided under both. */
async function ticketMoved(
  text: string,
  line: number,
  [now, other]: readonly [now: Policy, other: Policy],
  present: Temporal.Instant,
): Promise<TicketMoved> {
  const failed = (error: string): TicketMoved => ({
    kind: 'failed',
    line,
    ticket: '',
    timeZone: now.calendar.timeZone,
    error,
  })
  try {
    const question: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (!isRecord(question)) return failed('a line must be an object with a `ticket`')
    const [before, after] = [parseTicket(question, now), parseTicket(question, other)]
    if (!before.ok) return failed(before.error)
    if (!after.ok) return failed(after.error)
    const at = question['now'] === undefined ? present : Temporal.Instant.from(String(question['now']))
    const comparison = compareClocks(
      await decide(before.value, now, at),
      await decide(after.value, other, at),
    )
    return {
      kind: 'compared',
      line,
      ticket: before.value.id,
      timeZone: other.calendar.timeZone,
      ...comparison,
    }
  } catch (error) {
    if (error instanceof SyntaxError) return failed(`this line is not JSON: ${error.message}`)
    if (error instanceof RangeError)
      return failed('`now` must be an ISO instant such as 2026-11-23T10:00:00Z')
    if (error instanceof UnknownStage) return failed(error.message)
    throw error
  }
}

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    return fail(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function instantFrom(text: string | undefined): Temporal.Instant {
  if (text === undefined) return Temporal.Now.instant()
  try {
    return Temporal.Instant.from(text)
  } catch {
    return fail(`\`--at\` must be an ISO instant such as 2026-11-23T10:00:00Z, not \`${text.slice(0, 40)}\``)
  }
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
