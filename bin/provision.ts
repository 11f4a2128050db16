// `redress provision`: makes in a HubSpot account what a policy needs of it, and says first what that would be.

import { Option, type Command } from 'commander'
import { definitionOf } from '../src/integrations/hubspot/provision/definition.ts'
import { patiently } from '../src/integrations/hubspot/provision/patience.ts'
import { readPortal } from '../src/integrations/hubspot/provision/portal.ts'
import type { Step } from '../src/integrations/hubspot/provision/step.ts'
import { redress } from './called-as.ts'
import { appliedSum, headOf, outcomeLine, planLines } from './provision/layout.ts'
import { adoptHint, proposalLines, proposeMapping } from './provision/propose-mapping.ts'
import { applyTo, planAccount, type Applied, type Planned } from './provision/provision-account.ts'
import {
  accountApiOf,
  answering,
  loadInstallation,
  mappingUrlOf,
  policyNameOf,
  policyOfOptions,
  readSettings,
  sleep,
  withAccountOptions,
  type AccountOptions,
} from './provision/settings.ts'

type Options = AccountOptions & {
  readonly apply?: true
  readonly adopt?: true
  readonly write?: true
  readonly pipeline?: string
}

export function addProvision(program: Command): void {
  withAccountOptions(program.command('provision'))
    .description(
      'make the pipeline, stages and properties in HubSpot that a policy needs; only a plan unless --apply',
    )
    .option('--apply', 'carry the plan out')
    .addOption(
      new Option(
        '--adopt',
        'propose how the account’s own pipeline, properties, options and people stand for the policy’s',
      ).conflicts('apply'),
    )
    .option('--write', 'with --adopt: write the proposal to adopted.json of the policy, where there is none')
    .option('--pipeline <label>', 'with --adopt: the account’s pipeline that complaints are in')
    .addHelpText('after', help)
    .action((options: Options) => {
      if (options.pipeline !== undefined && !options.adopt)
        program.error('--pipeline is for the proposal of --adopt')
      if (options.write && !options.adopt) program.error('--write is for the proposal of --adopt')
      return answering(program, options, () => (options.adopt ? adopt(options) : provision(options)))
    })
}

async function adopt(options: Options): Promise<void> {
  const settings = readSettings()
  const policy = policyOfOptions(options, settings)
  const portal = await patiently(sleep, () => readPortal(accountApiOf(settings)))
  const file = mappingUrlOf(options, settings)
  const proposed = proposeMapping(
    definitionOf(policy),
    portal,
    file,
    options.write === true,
    options.pipeline,
  )
  if (options.json) console.log(JSON.stringify({ account: portal.account, ...proposed }, null, 2))
  else
    console.log(
      [`${headOf(portal, policyNameOf(options, settings))}:`, '', ...proposalLines(proposed)].join('\n'),
    )
}

async function provision(options: Options): Promise<void> {
  const settings = readSettings()
  const { definition } = loadInstallation(options, settings)
  const api = accountApiOf(settings)
  const say = (lines: readonly string[]) => {
    if (!options.json && lines.length > 0) console.log(lines.join('\n'))
  }
  const planned = await planAccount(api, definition, sleep)
  say([`${headOf(planned.portal, policyNameOf(options, settings))}:`, ''])
  say(planLines(planned.steps, options.apply === true))
  say(adoptHint(planned, definition))
  const isWork = planned.steps.some(({ work }) => work)
  if (isWork && options.apply) say([''])
  const applied =
    options.apply && isWork
      ? await applyTo(api, definition, planned, sleep, (outcome) => say([outcomeLine(outcome)]))
      : undefined
  if (applied) say(['', appliedSum(applied.outcomes, applied.left)])
  if (options.json) console.log(JSON.stringify(inJson(planned, applied), null, 2))
  const last = applied?.left ?? planned.steps
  const isRefused = applied?.outcomes.some(({ refused }) => refused !== undefined) ?? false
  if (isRefused || last.some(({ kind }) => kind === 'conflict')) process.exitCode = 1
}

const inJson = ({ portal, steps }: Planned, applied: Applied | undefined) => ({
  account: portal.account,
  plan: steps.map(stepInJson),
  ...(applied && {
    applied: applied.outcomes.map(({ step, refused }) => ({
      of: step.of,
      name: step.name,
      refused: refused ?? null,
    })),
    left: applied.left
      .filter(({ kind }) => kind !== 'leave')
      .map(({ kind, of, name, says }) => ({ kind, of, name, says })),
  }),
})

const stepInJson = (step: Step) => ({
  kind: step.kind,
  of: step.of,
  name: step.name,
  says: step.says,
  ...(step.kind === 'conflict' && { advice: step.advice }),
})

const help = `
HUBSPOT_ACCESS_TOKEN, HUBSPOT_API_BASE and HUBSPOT_API_VERSION come from the environment or from .dev.vars.
Nothing is ever deleted, and no option taken away; what somebody else made keeps its name and labels.
An account that has a complaints pipeline keeps its names: --adopt proposes rules/<policy>/adopted.json, which says what
stands for what.
A line begins with + (made), ~ (changed), = (left, with a remark) or ! (a person has to see to it: then the exit code is 1).
Examples:
  HUBSPOT_ACCESS_TOKEN=pat-… ${redress} provision
  HUBSPOT_ACCESS_TOKEN=pat-… ${redress} provision --apply`
