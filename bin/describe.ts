// `redress describe`: a policy in plain English, for whoever has to answer for it and does not read JSON.

import { Option, type Command } from 'commander'
import { describePolicy, sectionNames, type SectionName } from './description/description.ts'
import { inMarkdown, inText, propertyTable } from './description/layout.ts'
import { describe } from './load-policy.ts'
import { policyFoldersIn, readPolicyFolder, type PolicyFolder } from './policy-folder.ts'
import { rulesFrom } from './rules-folder.ts'
import { propertiesOf } from '../src/rules/english/properties.ts'
import type { Policy } from '../src/rules/policy.ts'

type Options = {
  readonly rules?: string
  readonly only?: readonly SectionName[]
  readonly properties?: true
  readonly markdown?: true
  readonly json?: true
}

export function addDescribe(program: Command): void {
  program
    .command('describe')
    .description(
      'say in plain English what a policy does: stages, roles, time limits, rules, properties, examples',
    )
    .argument('[policy]', 'name of a folder under rules/; all of them unless given')
    .option('--rules <folder>', 'a folder of policies; rules/ unless given')
    .addOption(new Option('--only <sections...>', 'only these sections').choices(sectionNames))
    .option('--properties', 'only the CRM properties that the policy reads and writes, as a table')
    .option('--markdown', 'answer in Markdown')
    .option('--json', 'answer in JSON')
    .action((name: string | undefined, options: Options) => {
      const rules = rulesFrom(options.rules)
      const names = name === undefined ? policyFoldersIn(rules) : [name]
      const folders = names.map((one) => sound(readPolicyFolder(one, rules)))
      console.log(options.properties ? propertiesIn(folders, options) : described(folders, options))
    })
}

type Sound = PolicyFolder & { readonly policy: Policy }

/** The policy of a folder, or the end of the command with what is wrong with it. */
function sound({ policy, ...folder }: PolicyFolder): Sound {
  for (const mistake of folder.mistakes) console.error(describe(mistake))
  if (policy && folder.mistakes.length === 0) return { ...folder, policy }
  process.exit(1)
}

function described(folders: readonly Sound[], { only, markdown, json }: Options): string {
  const policies = folders.map(({ name, policy, examples }) => describePolicy(name, policy, examples, only))
  if (json) return JSON.stringify(policies, null, 2)
  return policies.map(markdown ? inMarkdown : inText).join('\n\n\n')
}

function propertiesIn(folders: readonly Sound[], { markdown, json }: Options): string {
  if (json)
    return JSON.stringify(
      folders.map(({ name, policy }) => ({ policy: name, properties: propertiesOf(policy) })),
      null,
      2,
    )
  if (markdown) return described(folders, { only: ['properties'], markdown })
  return folders.map(({ policy }) => propertyTable(propertiesOf(policy)).join('\n')).join('\n\n')
}
