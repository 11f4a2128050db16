// What the commands that call HubSpot go by: the environment, then `.dev.vars`, then what an option says.

import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { Option, type Command } from 'commander'
import { CrmRefused, CrmUnavailable } from '../../src/integrations/crm.ts'
import { createAccountApi, type AccountApi } from '../../src/integrations/hubspot/provision/account-api.ts'
import { adoptedDefinition } from '../../src/integrations/hubspot/adopted/adopted-definition.ts'
import { mappingFile, noMapping, type Mapping } from '../../src/integrations/hubspot/adopted/mapping.ts'
import { definitionOf, type Definition } from '../../src/integrations/hubspot/provision/definition.ts'
import type { Sleep } from '../../src/integrations/hubspot/provision/patience.ts'
import type { Outside } from '../../src/integrations/hubspot/settings.ts'
import type { Policy } from '../../src/rules/policy.ts'
import { deployedVar } from '../deployed-var.ts'
import { sayingSleep, withAdvice } from '../hubspot-advice.ts'
import { redress } from '../called-as.ts'
import { describe, loadPolicy } from '../load-policy.ts'
import { rulesFrom } from '../rules-folder.ts'
import { readMapping } from './mapping.ts'

export type Settings = Readonly<Record<string, string | undefined>>

export const varsFile = new URL('../../.dev.vars', import.meta.url)

/** The environment wins over the file, where it has more than blanks; `REDRESS_VARS` names another file. */
export function readSettings(environment: Settings = process.env): Settings {
  const named = environment['REDRESS_VARS']
  const file = named ?? varsFile
  const vars = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '')
  return { ...vars, ...Object.fromEntries(given) }
}

export type AccountOptions = { readonly policy?: string; readonly rules?: string; readonly json?: true }

/** The options that every command has that works on an account. */
export const withAccountOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--policy <name>',
        'a folder under rules/; `REDRESS_POLICY`, also that of wrangler.toml, unless given',
      ),
    )
    .option('--rules <folder>', 'a folder of policies; rules/ unless given')
    .option('--json', 'answer in JSON')

/** Without another word that of the Worker: what is installed must be what runs. */
export const policyNameOf = (options: AccountOptions, settings: Settings): string =>
  options.policy ?? (settings['REDRESS_POLICY']?.trim() || deployedVar('REDRESS_POLICY') || 'bournville')

export type Installation = {
  readonly policy: Policy
  readonly mapping: Mapping
  /** What the account has to hold, by the names that it has there. */
  readonly definition: Definition
}

export const installationOf = (policy: Policy, mapping: Mapping = noMapping): Installation => ({
  policy,
  mapping,
  definition: adoptedDefinition(definitionOf(policy), mapping),
})

/** Ends the command with everything that is wrong with the policy or its mapping. */
export function loadInstallation(options: AccountOptions, settings: Settings): Installation {
  const policy = policyOfOptions(options, settings)
  const mapping = readMapping(mappingUrlOf(options, settings), policy)
  if (mapping.ok) return installationOf(policy, mapping.value)
  for (const mistake of mapping.error) console.error(describe(mistake))
  process.exit(1)
}

export const policyOfOptions = (options: AccountOptions, settings: Settings): Policy =>
  loadPolicy(policyNameOf(options, settings), rulesFrom(options.rules))

export const mappingUrlOf = (options: AccountOptions, settings: Settings): URL =>
  new URL(`${policyNameOf(options, settings)}/${mappingFile}`, rulesFrom(options.rules))

/** Throws `CrmRefused` where the settings can not work. */
export const accountApiOf = (settings: Settings, outside: Outside = {}): AccountApi =>
  createAccountApi(
    {
      accessToken: settings['HUBSPOT_ACCESS_TOKEN'] ?? '',
      apiBase: settings['HUBSPOT_API_BASE'],
      apiVersion: settings['HUBSPOT_API_VERSION'],
    },
    outside,
  )

/** Runs a command's work; what HubSpot says against it ends the command in one line, as JSON where that is asked for. */
export async function answering(program: Command, options: AccountOptions, work: () => Promise<void>) {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof CrmRefused) && !(error instanceof CrmUnavailable)) throw error
    const message = `${withAdvice(error)}${hint(error)}`
    // The command was called as it should be: its help has nothing to say to this.
    if (!options.json) program.showHelpAfterError(false).error(message)
    console.log(JSON.stringify({ error: message }, null, 2))
    process.exitCode = 1
  }
}

const hint = (error: Error): string =>
  /^`[A-Z_]+` is (empty|not set)/.test(error.message)
    ? `: set it in the environment or in \`.dev.vars\`; \`${redress} setup\` leads through it`
    : ''

export const sleep: Sleep = sayingSleep(
  (seconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, seconds * 1000)
    }),
  (line) => console.error(line),
)
