// `redress explain`: one ticket at an instant, in English: what would change, how each clock counts, why each rule holds or not.

import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { parseTree, type ParseError } from 'jsonc-parser'
import { Temporal } from 'temporal-polyfill'
import { decide } from '../src/rules/decide.ts'
import { UnknownStage } from '../src/rules/found-ticket.ts'
import { isRecord } from '../src/rules/finding.ts'
import type { Policy } from '../src/rules/policy.ts'
import { parseTicket, unknownStage } from './decide-answer.ts'
import { parseMoment } from './examples/moment.ts'
import { explanationInJson } from './explanation-json.ts'
import { explanationLines } from './explanation-lines.ts'
import { loadPolicy } from './load-policy.ts'
import { rulesFrom } from './rules-folder.ts'
import { warningsOf } from './ticket-warnings.ts'

type Options = {
  readonly policy: string
  readonly ticket: string
  readonly at?: string
  readonly rules?: string
  readonly all?: true
  readonly json?: true
}

export function addExplain(program: Command): void {
  program
    .command('explain')
    .description(
      'say of one ticket what would change at an instant, and why: clocks, rules, and what was nearly so',
    )
    .requiredOption('--policy <name>', 'name of a folder under rules/')
    .requiredOption(
      '--ticket <file>',
      'JSON file of a ticket as `redress decide` takes it; - for standard input',
    )
    .option(
      '--at <instant>',
      'ISO instant, or a time local to the calendar such as "2026-11-24 10:00"; the present unless given, or the `now` of the file',
    )
    .option('--rules <folder>', 'a folder of policies; rules/ unless given')
    .option('--all', 'every rule, not only those that hold and the moves that nearly do')
    .option('--json', 'answer in JSON, with every rule')
    .addHelpText(
      'after',
      `
Example
  echo '{"id":"1","stage":"Stage 1 answered","properties":{"complaint_stage1_responded_at":"2026-11-20T15:00:00Z","complaint_aspects_raised":"delay"}}' \\
    | redress explain --policy bournville --ticket - --at 2026-11-24T10:00:00Z`,
    )
    .action(explain)
}

async function explain({ policy: name, ticket: file, at, rules, all, json }: Options): Promise<void> {
  const policy = loadPolicy(name, rulesFrom(rules))
  const question = readQuestion(file)
  const ticket = parseTicket(question, policy)
  if (!ticket.ok) fail(`${shown(file)}: ${ticket.error}`)
  const now = instantFrom(at ?? question['now'], policy)
  for (const warning of warningsOf(question, policy)) console.error(`${shown(file)}: ${warning}`)
  try {
    const decision = await decide(ticket.value, policy, now)
    if (json) console.log(JSON.stringify(explanationInJson(ticket.value, decision, policy)))
    else console.log(explanationLines(ticket.value, decision, policy, now, all === true).join('\n'))
  } catch (error) {
    if (error instanceof UnknownStage) fail(`${shown(file)}: ${unknownStage(error, ticket.value, policy)}`)
    throw error
  }
}

/** The ticket of a file: as a line of `decide` has it, or by itself. */
function readQuestion(file: string): Readonly<Record<string, unknown>> {
  const text = textOf(file)
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true })
  const [first] = errors
  if (first) {
    const before = text.slice(0, first.offset).split('\n')
    const why = text.trim() === '' ? 'there is nothing in it' : 'this is not JSON'
    const one = / *[}\]]\s*\n\s*[[{]/.test(text) ? ': it takes one ticket, not a line for each' : ''
    fail(`${shown(file)}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${why}${one}`)
  }
  const raw: unknown = JSON.parse(text)
  if (!isRecord(raw))
    fail(`${shown(file)}: a ticket is a JSON object with \`id\`, \`stage\` and \`properties\``)
  return 'ticket' in raw ? raw : { ticket: raw }
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, '')
  } catch {
    return fail(`${file}: there is no such file to read; \`--ticket -\` reads standard input`)
  }
}

const shown = (file: string) => (file === '-' ? 'standard input' : file)

function instantFrom(raw: unknown, policy: Policy): Temporal.Instant {
  if (raw === undefined) return Temporal.Now.instant()
  try {
    return Temporal.Instant.from(String(raw))
  } catch {
    const moment = parseMoment(raw, policy.calendar.timeZone)
    return moment.ok ? moment.value : fail(`\`--at\`: ${moment.error}`)
  }
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
