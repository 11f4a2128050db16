// `redress setup`: from an access token to the first decision on a ticket, one step after the other.

import { InvalidArgumentError, type Command } from 'commander'
import { CrmRefused, CrmUnavailable } from '../src/integrations/crm.ts'
import {
  answering,
  loadInstallation,
  readSettings,
  sleep,
  varsFile,
  withAccountOptions,
  type AccountOptions,
  type Settings,
} from './provision/settings.ts'
import type { Mode } from '../src/rules/policy.ts'
import { redress } from './called-as.ts'
import { isLocalSetup, modeAt, modeOf, workerUrlOf } from './backfill/worker.ts'
import { createDialogue } from './setup/dialogue.ts'
import { saveVar } from './setup/saved-vars.ts'
import { setupSteps, type Progress, type Setup } from './setup/steps.ts'

type Options = AccountOptions & { readonly yes?: true; readonly wait: number }

export type StepTaken = Progress & { readonly step: string }

/** Takes the steps up to the first that needs a person. */
export async function setUp(setup: Setup): Promise<readonly StepTaken[]> {
  const taken: StepTaken[] = []
  const { say } = setup.dialogue
  for (const [index, { name, will, run }] of setupSteps.entries()) {
    say(`${index + 1}/${setupSteps.length}  ${name}: will ${will}`)
    const progress = await attempt(() => run(setup))
    taken.push({ step: name, ...progress })
    say(...`${markOf(progress)} ${progress.says}`.split('\n').map((line) => `     ${line}`), '')
    if (progress.state === 'stopped') {
      const left = setupSteps.slice(index + 1).map((step, place) => `${index + place + 2} ${step.name}`)
      if (left.length > 0) say(`Then come: ${left.join(', ')}.`)
      break
    }
  }
  return taken
}

function markOf(progress: Progress): string {
  if (progress.state === 'done') return '✓'
  return progress.isChosen ? '–' : '✗'
}

async function attempt(run: () => Promise<Progress>): Promise<Progress> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof CrmRefused) && !(error instanceof CrmUnavailable)) throw error
    return { state: 'stopped', says: error.message }
  }
}

export function addSetup(program: Command): void {
  withAccountOptions(program.command('setup'))
    .description(
      'lead from an access token to the first decision that Redress writes; run it again at any time',
    )
    .option('--yes', 'carry out the plan for the account without asking')
    .option('--wait <minutes>', 'how long to wait for the first decision', parseMinutes, 10)
    .addHelpText('after', help)
    .action((options: Options) => answering(program, options, () => lead(options)))
}

async function lead(options: Options): Promise<void> {
  const file = process.env['REDRESS_VARS'] ?? varsFile
  const taken = await setUp({
    installation: loadInstallation(options, readSettings()),
    dialogue: createDialogue(options),
    sleep,
    fetch,
    now: () => Date.now(),
    project: new URL('../hubspot/', import.meta.url),
    waitSeconds: options.wait * 60,
    settings: () => readSettings(),
    isFromEnvironment: (name) => (process.env[name]?.trim() ?? '') !== '',
    save: (name, value) => saveVar(file, name, value),
  })
  const isDone = taken.every(({ state }) => state === 'done')
  if (options.json) console.log(JSON.stringify({ steps: taken, done: isDone }, null, 2))
  else if (isDone) console.log(await afterwards(readSettings()))
  if (!isDone) process.exitCode = 1
}

function parseMinutes(text: string): number {
  const minutes = Number(text)
  if (Number.isFinite(minutes) && minutes >= 0) return minutes
  throw new InvalidArgumentError('this is no number of minutes')
}

const inMode: Readonly<Record<Mode, string>> = {
  observe:
    'It observes, which is to say that it writes only its reason: read that on tickets, then set `REDRESS_MODE` to `assist` or `full`.',
  assist:
    'In its mode `assist` it writes due dates, status and tasks, and moves nothing before `REDRESS_MODE` is `full`.',
  full: 'In its mode `full` it moves and assigns tickets, too.',
}

async function afterwards(settings: Settings): Promise<string> {
  const atWorker = await modeAt(workerUrlOf(settings), fetch)
  return `Redress is at work. ${inMode[modeOf(undefined, settings, isLocalSetup(settings), atWorker)]}
\`${redress} doctor\` says at any time whether all is in order; \`${redress} uninstall\` takes it out again.`
}

const help = `
Each step says what it will do, looks whether that is done, and goes on; where it needs you it stops and says for what. Nothing
is remembered but settings that you type, in .dev.vars: run it again and it takes up where things stand. --json and a
prompt without a person ask nothing.
  HUBSPOT_ACCESS_TOKEN=pat-… ${redress} setup`
