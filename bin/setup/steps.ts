// The steps of `redress setup`. Each first looks whether it is done, so that it may be left and taken up again anywhere.

import type { AccountApi } from '../../src/integrations/hubspot/provision/account-api.ts'
import type { Sleep } from '../../src/integrations/hubspot/provision/patience.ts'
import { pipelineNamed } from '../../src/integrations/hubspot/provision/plan-pipeline.ts'
import { readPortal } from '../../src/integrations/hubspot/provision/portal.ts'
import { missingScopes, scopes, scopeUses } from '../../src/integrations/hubspot/provision/scopes.ts'
import type { Fetch } from '../../src/integrations/hubspot/settings.ts'
import { workerChecks } from '../doctor/worker-checks.ts'
import { appliedSum, outcomeLine, planLines } from '../provision/layout.ts'
import { applyTo, planAccount } from '../provision/provision-account.ts'
import { accountApiOf, type Installation, type Settings } from '../provision/settings.ts'
import type { Dialogue } from './dialogue.ts'
import { decisionProperty, findDecision } from './first-decision.ts'

export type Setup = {
  readonly installation: Installation
  readonly dialogue: Dialogue
  readonly sleep: Sleep
  readonly fetch: Fetch
  readonly now: () => number
  /** How long to wait for the first decision. */
  readonly waitSeconds: number
  /** As they stand now: a step may have added to them. */
  readonly settings: () => Settings
  /** Keeps a setting for the next time. */
  readonly save: (name: string, value: string) => void
}

/** Done, or what a person has to do before this can go on. */
export type Progress =
  | { readonly state: 'done'; readonly says: string }
  | { readonly state: 'stopped'; readonly says: string }

export type SetupStep = {
  readonly name: string
  /** What it will do, said before it does it. */
  readonly will: string
  readonly run: (setup: Setup) => Promise<Progress>
}

const done = (says: string): Progress => ({ state: 'done', says })
const stopped = (says: string): Progress => ({ state: 'stopped', says })

export const setupSteps: readonly SetupStep[] = [
  {
    name: 'token',
    will: 'take the access token of your HubSpot app, and ask HubSpot which account it is for',
    run: async (setup) => {
      const secret = await setting(setup, 'HUBSPOT_ACCESS_TOKEN', [
        'In HubSpot: Development, Projects, your app, Auth: copy the access token.',
      ])
      if (secret === undefined)
        return stopped('set `HUBSPOT_ACCESS_TOKEN` in the environment or in `.dev.vars`, and run this again')
      const { id, timeZone } = await apiOf(setup).account()
      return done(`account ${id}${timeZone === '' ? '' : `, ${timeZone}`}`)
    },
  },
  {
    name: 'scopes',
    will: 'try with calls that change nothing whether the app may do what it has to',
    run: async (setup) => {
      const missing = await missingScopes(apiOf(setup))
      if (missing.length === 0) return done(scopes.join(', '))
      const lines = missing.map((scope) => `${scope} (${scopeUses[scope]})`)
      return stopped(
        `add to \`requiredScopes\` of the app, upload it, accept it in HubSpot: ${lines.join(', ')}`,
      )
    },
  },
  {
    name: 'provision',
    will: 'show what is missing in the account (pipeline, stages, properties), and make it when you say so; nothing is deleted',
    run: provisionStep,
  },
  {
    name: 'worker',
    will: 'ask the deployed Worker whether it answers, and its database and queue with it',
    run: workerStep,
  },
  {
    name: 'first decision',
    will: 'wait until Redress has written its reason on a complaint; it moves nothing before `REDRESS_MODE` says so',
    run: decisionStep,
  },
]

const apiOf = ({ settings, fetch }: Setup): AccountApi => accountApiOf(settings(), { fetch })

async function setting(
  { settings, dialogue, save }: Setup,
  name: string,
  how: readonly string[],
): Promise<string | undefined> {
  const known = settings()[name]?.trim()
  if (known) return known
  dialogue.say(...how.map((line) => `     ${line}`))
  const typed = await dialogue.ask(`     ${name} (kept in .dev.vars, which git ignores):`)
  if (typed === undefined) return undefined
  save(name, typed)
  return typed
}

async function provisionStep(setup: Setup): Promise<Progress> {
  const { installation, dialogue, sleep } = setup
  const api = apiOf(setup)
  const { definition } = installation
  const planned = await planAccount(api, definition, sleep)
  let { steps } = planned
  if (steps.some(({ work }) => work)) {
    dialogue.say(...planLines(steps, true))
    if (!(await dialogue.confirm('     Carry this out?')))
      return stopped('nothing was written: run `redress provision --apply`, or this again with --yes')
    const applied = await applyTo(api, definition, planned, sleep, (outcome) =>
      dialogue.say(outcomeLine(outcome)),
    )
    dialogue.say(appliedSum(applied.outcomes, applied.left))
    steps = applied.left
  }
  const open = steps.filter(
    ({ kind, of, work }) => work !== undefined || (kind === 'conflict' && of !== 'owner'),
  )
  if (open.length > 0)
    return stopped(`settle these, and run this again:\n${planLines(open, true).join('\n')}`)
  const people = steps.filter(({ kind }) => kind === 'conflict').map(({ name }) => name)
  return done(
    people.length === 0
      ? 'the account is as the policy needs it'
      : `the account is as the policy needs it, but for people who are no users yet: ${people.join(', ')}`,
  )
}

const deploying = [
  'Deploy the Worker (the ids that the first two print go into wrangler.toml):',
  '  npx wrangler d1 create redress',
  '  npx wrangler queues create redress-tickets && npx wrangler queues create redress-tickets-dead',
  '  npx wrangler d1 migrations apply DB --remote',
  '  npx wrangler secret put HUBSPOT_ACCESS_TOKEN',
  '  npx wrangler secret put HUBSPOT_CLIENT_SECRET',
  '  npx wrangler deploy',
]

async function workerStep(setup: Setup): Promise<Progress> {
  const url = await setting(setup, 'PUBLIC_URL', deploying)
  if (url === undefined)
    return stopped(
      `deploy the Worker, set \`PUBLIC_URL\` to its address, and run this again:\n${deploying.join('\n')}`,
    )
  const secret = await setting(setup, 'HUBSPOT_CLIENT_SECRET', [
    'In HubSpot: Development, Projects, your app, Auth: copy the client secret; the Worker has to have the same.',
  ])
  const checks = await workerChecks({
    url: url.replace(/\/+$/, ''),
    secret: secret ?? '',
    fetch: setup.fetch,
    now: setup.now(),
  })
  const wrong = checks.filter(
    ({ state, name }) => state === 'todo' || (state === 'unknown' && name !== 'sweeps'),
  )
  if (wrong.length === 0)
    return done(`${url} answers: ${checks.map(({ name }) => name).join(', ')} are in order`)
  const lines = wrong.map(
    (check) => `${check.name}: ${check.says}${check.state === 'fine' ? '' : ` → ${check.advice}`}`,
  )
  return stopped(lines.join('\n'))
}

const pollSeconds = 5

async function decisionStep(setup: Setup): Promise<Progress> {
  const { installation, dialogue, sleep, waitSeconds } = setup
  const { definition } = installation
  const property = decisionProperty(installation)
  if (property === undefined)
    return done('the policy writes no reason on tickets: look at /api/due of the Worker')
  const api = apiOf(setup)
  const pipeline = pipelineNamed(await readPortal(api), definition.pipeline.label)
  if (!pipeline) return stopped(`there is no pipeline \`${definition.pipeline.label}\``)
  const [first] = definition.pipeline.stages
  for (let waited = 0; ; waited += pollSeconds) {
    const found = await findDecision(api, pipeline.id, property, sleep)
    if (found) return done(`ticket ${found.ticketId}: ${found.says}`)
    if (waited === 0)
      dialogue.say(
        `     In HubSpot, make a ticket in the pipeline \`${pipeline.label}\`, stage \`${first?.label ?? ''}\`, or edit one that is there.`,
        `     Waiting for up to ${Math.ceil(waitSeconds / 60)} minutes …`,
      )
    if (waited >= waitSeconds)
      return stopped(
        'no ticket has a reason yet: check that the app’s webhooks are uploaded and active (`redress doctor`), and run this again',
      )
    await sleep(pollSeconds)
  }
}
