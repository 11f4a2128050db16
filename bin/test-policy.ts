// `redress test`: runs the worked examples of policies, and says which rules and clocks no example shows.

import type { Command } from 'commander'
import { Temporal } from 'temporal-polyfill'
import { describeTest, describeWrongs, hasPassed, testInJson, type Tested } from './describe-test.ts'
import { exampleHelp } from './examples/help.ts'
import { rulesFolder, rulesFrom } from './rules-folder.ts'
import { testPolicies } from './test-policies.ts'
import { watchRules } from './watch-rules.ts'
import { inWords } from '../src/rules/wording.ts'

type Options = { readonly rules?: string; readonly json?: true; readonly watch?: true }

export function addTest(program: Command): void {
  program
    .command('test')
    .description(
      'run the worked examples of a policy, and say which rules and clocks no example shows firing and refusing',
    )
    .argument('[policy]', 'name of a folder under rules/; all of them unless given')
    .option('--rules <folder>', 'a folder of policies; rules/ unless given')
    .option('--watch', 'run again whenever a rule, an example or a calendar changes, until Ctrl-C')
    .option('--json', 'answer in JSON; with --watch, in one line for each run')
    .addHelpText('after', exampleHelp)
    .action(async (name: string | undefined, { rules, json, watch }: Options) => {
      const folder = rulesFrom(rules)
      if (watch) {
        watchTests(name, json === true, folder)
        return
      }
      const tested = await testPolicies(name, folder)
      if (json) console.log(JSON.stringify(tested.map(testInJson), null, 2))
      else console.log(tested.map(describeTest).join('\n\n'))
      if (!tested.every(hasPassed)) process.exitCode = 1
    })
}

/** Tests now and after each change, until the process is interrupted. */
export function watchTests(name: string | undefined, isJson: boolean, rules: URL = rulesFolder): void {
  let isFirst = true
  const end = watchRules(name, rules, async (file) => {
    const at = inWords(Temporal.Now.plainDateISO())
    const time = Temporal.Now.plainTimeISO().toString({ smallestUnit: 'second' })
    const said = await saidOf(name, rules, isJson, isFirst)
    const because = file === undefined ? '' : `, ${file} changed`
    console.log(isJson ? said : `${isFirst ? '' : '\n'}${at}, ${time}${because}\n${said}`)
    isFirst = false
  })
  process.on('SIGINT', () => {
    end()
    process.exit(0)
  })
}

/** What a run has to say; a file that is half written is no reason to stop watching. */
async function saidOf(
  name: string | undefined,
  rules: URL,
  isJson: boolean,
  isFirst: boolean,
): Promise<string> {
  try {
    const tested = await testPolicies(name, rules)
    if (isJson) return JSON.stringify(tested.map(testInJson))
    const describe: (one: Tested) => string = isFirst ? describeTest : describeWrongs
    return tested.map(describe).join('\n\n')
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return isJson ? JSON.stringify({ error: message }) : message
  }
}
