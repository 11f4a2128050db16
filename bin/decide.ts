// `redress decide`: tickets as JSON lines, a decision for each.

import type { Command } from 'commander'
import { Temporal } from 'temporal-polyfill'
import { answerDecide } from './decide-answer.ts'
import { answerLines } from './json-lines.ts'
import { loadPolicy } from './load-policy.ts'
import { rulesFrom } from './rules-folder.ts'

export function addDecide(program: Command): void {
  program
    .command('decide')
    .description('read tickets as JSON lines on stdin and answer each with what should change and why')
    .requiredOption('--policy <name>', 'name of a folder under rules/')
    .option('--rules <folder>', 'a folder of policies; rules/ unless given')
    .option('--json', 'answer in JSON, which is what it does anyway')
    .addHelpText(
      'after',
      `
Example
  echo '{"ticket":{"id":"1","stage":"Early resolution","properties":{"complaint_about_staff":"true","complaint_received_at":"2026-11-20T09:00:00Z"}},"now":"2026-11-25T10:00:00Z"}' | redress decide --policy bournville`,
    )
    .action(async ({ policy, rules }: { policy: string; rules?: string }) => {
      const loaded = loadPolicy(policy, rulesFrom(rules))
      await answerLines(answerDecide(loaded, () => Temporal.Now.instant()))
    })
}
