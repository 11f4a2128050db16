// The steps of `redress setup`. Each first looks whether it is done, so that it may be left and taken up again anywhere.

import type { AccountApi } from '../../src/integrations/hubspot/provision/account-api.ts'
import type { Sleep } from '../../src/integrations/hubspot/provision/patience.ts'
import { pipelineNamed } from '../../src/integrations/hubspot/provision/plan-pipeline.ts'
import { readPortal } from '../../src/integrations/hubspot/provision/portal.ts'
import {
  missingScopes,
  scopeAdvice,
  scopes,
  scopeUses,
} from '../../src/integrations/hubspot/provision/scopes.ts'
import { parseApiBase, parseApiVersion, type Fetch } from '../../src/integrations/hubspot/settings.ts'
import { redress } from '../called-as.ts'
import { appInHubSpot, commandLines, onCloudflare, secretsOfWorker } from '../deploying.ts'
import { checkLines } from '../doctor/check-lines.ts'
import { subscriptionCheck } from '../doctor/subscription-check.ts'
import { workerChecks } from '../doctor/worker-checks.ts'
import { watchedProperties } from '../hubspot-project/subscriptions.ts'
import { appliedSum, outcomeLine, planLines, stepLines } from '../provision/layout.ts'
import { adoptHint } from '../provision/propose-mapping.ts'
import { applyTo, planAccount } from '../provision/provision-account.ts'
import { accountApiOf, type Installation, type Settings } from '../provision/settings.ts'
import { whyNotRedressAt } from '../redress-at.ts'
import type { Dialogue } from './dialogue.ts'
import { decisionProperty, findDecision } from './first-decision.ts'
import { withSetting, type Question } from './typed-setting.ts'

export type Setup = {
  readonly installation: Installation
  readonly dialogue: Dialogue
  readonly sleep: Sleep
  readonly fetch: Fetch
  readonly now: () => number
  /** The folder of the app project. */
  readonly project: URL
  /** How long to wait for the first decision. */
  readonly waitSeconds: number
  /** As they stand now: a step may have added to them. */
  readonly settings: () => Settings
  /** Whether a setting is set where this was started: a file can not change it. */
  readonly isFromEnvironment: (name: string) => boolean
  /** Keeps a setting for the next time. */
  readonly save: (name: string, value: string) => void
}

/** Done, or what a person has to do before this can go on. */
export type Progress =
  | { readonly state: 'done'; readonly says: string }
  | {
      readonly state: 'stopped'
      readonly says: string
      /** It was the person who said no. */
      readonly isChosen?: true
    }

export type SetupStep = {
  readonly name: string
  /** What it will do, said before it does it. */
  readonly will: string
  readonly run: (setup: Setup) => Promise<Progress>
}

const done = (says: string): Progress => ({ state: 'done', says })
const stopped = (says: string) => ({ state: 'stopped', says }) as const

export const setupSteps: readonly SetupStep[] = [
  {
    name: 'token',
    will: 'take the access token of your HubSpot app, and ask HubSpot which account it is for',
    run: async (setup) => {
      const settings = setup.settings()
      // Where these are wrong no token holds: they say so before one is asked for.
      parseApiBase(settings['HUBSPOT_API_BASE'])
      parseApiVersion(settings['HUBSPOT_API_VERSION'])
      const url = settings['PUBLIC_URL']?.trim()
      const question: Question = {
        name: 'HUBSPOT_ACCESS_TOKEN',
        how: [
          'In HubSpot: Development, Projects, redress, the app, Auth: copy the access token.',
          'Where there is no such app yet, make it first (docs/deploy.md, steps 1 and 2):',
          ...commandLines(url ? appInHubSpot(origin(url)) : [...onCloudflare, ...appInHubSpot()]),
        ],
        isSecret: true,
        otherwise: 'set `HUBSPOT_ACCESS_TOKEN` in the environment or in `.dev.vars`, and run this again',
      }
      return withSetting(setup, question, async (given) => {
        const { id, timeZone } = await apiOf(given).account()
        return done(`account ${id}${timeZone === '' ? '' : `, ${timeZone}`}`)
      })
    },
  },
  {
    name: 'scopes',
    will: 'try with calls that change nothing whether the app may do what it has to',
    run: async (setup) => {
      const missing = await missingScopes(apiOf(setup))
      if (missing.length === 0) return done(scopes.join(', '))
      const lines = missing.map((scope) => `${scope}: ${scopeUses[scope]}`)
      return stopped(`the app lacks these scopes:\n${lines.join('\n')}\n→ ${scopeAdvice}`)
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
    name: 'webhooks',
    will: 'look whether the app project in hubspot/ tells this Worker of all that the policy reads',
    run: webhooksStep,
  },
  {
    name: 'first decision',
    will: 'wait until Redress has written its reason on a complaint',
    run: decisionStep,
  },
]

const apiOf = ({ settings, fetch }: Setup): AccountApi => accountApiOf(settings(), { fetch })

async function provisionStep(setup: Setup): Promise<Progress> {
  const { installation, dialogue, sleep } = setup
  const api = apiOf(setup)
  const { definition } = installation
  const planned = await planAccount(api, definition, sleep)
  let { steps } = planned
  if (steps.some(({ work }) => work)) {
    dialogue.say(...planLines(steps, true), ...adoptHint(planned, definition))
    if (!(await dialogue.confirm('     Carry this out?')))
      return {
        ...stopped(`nothing was written: run \`${redress} provision --apply\`, or this again with --yes`),
        isChosen: true,
      }
    const applied = await applyTo(api, definition, planned, sleep, (outcome) =>
      dialogue.say(outcomeLine(outcome)),
    )
    dialogue.say(appliedSum(applied.outcomes, applied.left))
    steps = applied.left
  }
  const open = steps.filter(
    ({ kind, of, work }) => work !== undefined || (kind === 'conflict' && of !== 'owner'),
  )
  if (open.length > 0) return stopped(`settle these, and run this again:\n${stepLines(open).join('\n')}`)
  const people = steps.filter(({ kind }) => kind === 'conflict').map(({ name }) => name)
  return done(
    people.length === 0
      ? 'the account is as the policy needs it'
      : `the account is as the policy needs it, but for people who are no users yet: ${people.join(', ')}`,
  )
}

const deploying = [
  'Deploy the Worker (docs/deploy.md, step 1):',
  ...commandLines(onCloudflare),
  'and give it what it needs of the app (step 3):',
  ...commandLines(secretsOfWorker),
]

async function workerStep(setup: Setup): Promise<Progress> {
  const address: Question = {
    name: 'PUBLIC_URL',
    how: deploying,
    otherwise: 'set `PUBLIC_URL` to the Worker’s address, and run this again',
  }
  const reached = await withSetting(setup, address, async (given) => {
    const why = await whyNotRedressAt(urlOf(given), given.fetch)
    return why === undefined ? done(urlOf(given)) : stopped(inWords(why))
  })
  if (reached.state === 'stopped') return reached
  const secret: Question = {
    name: 'HUBSPOT_CLIENT_SECRET',
    how: [
      'In HubSpot: Development, Projects, redress, the app, Auth: copy the client secret; the Worker has to have the same.',
    ],
    isSecret: true,
    otherwise: 'set `HUBSPOT_CLIENT_SECRET` here as it is set for the Worker, and run this again',
  }
  const known = await withSetting(setup, secret, async (given) => {
    const found = (await checksOf(given)).find(({ name }) => name === 'signature secret')
    // Where the Worker itself lacks something, no other value here would mend it.
    return found?.state === 'todo' && found.says.includes('another secret')
      ? stopped(inWords(found))
      : done(found?.says ?? '')
  })
  if (known.state === 'stopped') return known
  const checks = await checksOf(setup)
  const wrong = checks.filter(
    ({ state, name }) => state === 'todo' || (state === 'unknown' && name !== 'sweeps'),
  )
  if (wrong.length === 0)
    return done(
      `${urlOf(setup)} answers: ${checks.map(({ name, says }) => (toldInWords.has(name) ? says : `${name} in order`)).join(', ')}`,
    )
  return stopped(`this is not in order yet:\n${checkLines(wrong).join('\n')}`)
}

const toldInWords: ReadonlySet<string> = new Set(['sweeps', 'mode'])

const inWords = ({ says, advice }: { readonly says: string; readonly advice: string }): string =>
  `${says}\n→ ${advice}`

const urlOf = ({ settings }: Setup): string => origin(settings()['PUBLIC_URL']?.trim() ?? '')

const checksOf = (setup: Setup) =>
  workerChecks({
    url: urlOf(setup),
    secret: setup.settings()['HUBSPOT_CLIENT_SECRET']?.trim() ?? '',
    fetch: setup.fetch,
    now: setup.now(),
  })

const origin = (url: string): string => url.replace(/\/+$/, '')

async function webhooksStep({ installation, project, settings }: Setup): Promise<Progress> {
  const watched = watchedProperties(installation.definition)
  const check = subscriptionCheck(project, watched, origin(settings()['PUBLIC_URL'] ?? ''))
  return check.state === 'fine'
    ? done(check.says)
    : stopped(`${checkLines([check]).join('\n')}\nthen run this again`)
}

const pollSeconds = 5

const inMinutes = (seconds: number): string => {
  const minutes = Math.ceil(seconds / 60)
  return `${minutes} minute${minutes === 1 ? '' : 's'}`
}

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
        `     Waiting for up to ${inMinutes(waitSeconds)} …`,
      )
    if (waited >= waitSeconds)
      return stopped(
        'no ticket has a reason yet: check on the app’s page in HubSpot that its webhooks are active and what the Worker answers to them, look into `npx wrangler tail`, and run this again',
      )
    await sleep(pollSeconds)
  }
}
