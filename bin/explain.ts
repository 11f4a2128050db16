// `redress explain`: one ticket at an instant, in English: what would change, how each clock counts, why each rule holds or not.

import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { Temporal } from 'temporal-polyfill'
import { decide } from '../src/rules/decide.ts'
import { UnknownStage } from '../src/rules/found-ticket.ts'
import { isRecord } from '../src/rules/finding.ts'
import type { Policy } from '../src/rules/policy.ts'
import { describe, parseTicket } from './decide-answer.ts'
import { explanationLines, skippedBy } from './explanation-lines.ts'
import { loadPolicy } from './load-policy.ts'

type Options = {
  readonly policy: string
  readonly ticket: string
  readonly at?: string
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
    .option('--at <instant>', 'ISO instant; the present unless given, or the `now` of the file')
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
Example
  echo '{"id":"1","stage":"Stage 1 answered","properties":{"complaint_stage1_responded_at":"2026-11-20T15:00:00Z","complaint_aspects_raised":"delay"}}' \\
    | redress explain --policy bournville --ticket - --at 2026-11-24T10:00:00Z`,
    )
    .action(explain)
}

async function explain({ policy: name, ticket: file, at, json }: Options): Promise<void> {
  const policy = loadPolicy(name)
  const question = readQuestion(file)
  const ticket = parseTicket(question, policy)
  if (!ticket.ok) fail(`${file}: ${ticket.error}`)
  const now = instantFrom(at ?? question['now'])
  try {
    const decision = await decide(ticket.value, policy, now)
    if (json)
      console.log(
        JSON.stringify({ ...describe(decision, policy), skipped: skippedJson(policy, decision.clocks) }),
      )
    else console.log(explanationLines(ticket.value, decision, policy, now).join('\n'))
  } catch (error) {
    if (error instanceof UnknownStage) fail(`${file}: ${error.message}`)
    throw error
  }
}

/** The ticket of a file: as a line of `decide` has it, or by itself. */
function readQuestion(file: string): Readonly<Record<string, unknown>> {
  try {
    const raw: unknown = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'))
    if (!isRecord(raw)) fail(`${file}: a ticket must be a JSON object`)
    return 'ticket' in raw ? raw : { ticket: raw }
  } catch (error) {
    return fail(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function instantFrom(raw: unknown): Temporal.Instant {
  if (raw === undefined) return Temporal.Now.instant()
  try {
    return Temporal.Instant.from(String(raw))
  } catch {
    return fail(
      `\`--at\` must be an ISO instant such as 2026-11-23T10:00:00Z, not \`${String(raw).slice(0, 40)}\``,
    )
  }
}

const skippedJson = (policy: Policy, clocks: readonly Parameters<typeof skippedBy>[1][]) =>
  Object.fromEntries(
    clocks.map((clock) => [
      clock.name,
      skippedBy(policy, clock).map(({ on, kind, title }) => ({ on: on.toString(), kind, title })),
    ]),
  )

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
