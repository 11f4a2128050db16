// `redress backfill`: has every open ticket of an account looked at, or says with --dry-run what that would change.

import { redress } from './called-as.ts'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { modes } from '../src/rules/policy.ts'
import { closedDays } from '../src/worker/searches.ts'
import { dryRun, type DryRunOptions } from './backfill/dry-run.ts'
import { databases } from './backfill/remembered.ts'
import { sendAll, type SendOptions } from './backfill/send-all.ts'
import { Stopped } from './backfill/stop.ts'
import { answering, withAccountOptions } from './provision/settings.ts'

type Options = DryRunOptions & SendOptions & { readonly dryRun?: true }

export function addBackfill(program: Command): void {
  withAccountOptions(program.command('backfill'))
    .description('have every open ticket looked at; with --dry-run only say what that would change, and why')
    .option('--dry-run', 'change nothing and send nothing: decide here, and print what would change')
    .option('--limit <tickets>', 'only so many this time', parseCount)
    .option('--afresh', 'begin again, rather than where the last one stopped')
    .addOption(
      new Option('--mode <mode>', 'with --dry-run: what Redress would change in another mode').choices(modes),
    )
    .addOption(
      new Option(
        '--database <place>',
        'with --dry-run: where to read what the Worker remembers; local beside a local Worker, else remote',
      ).choices(databases),
    )
    .addHelpText('after', help)
    .action((options: Options) => {
      if (options.dryRun && options.afresh) program.error('--dry-run always begins at the first ticket')
      for (const name of ['mode', 'database'] as const)
        if (!options.dryRun && options[name] !== undefined) program.error(`--${name} is for --dry-run`)
      return answering(program, options, () =>
        untilStopped(() => (options.dryRun ? dryRun(options) : sendAll(options))),
      )
    })
}

/** Before there is anything to keep, or to sum up. */
async function untilStopped(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    console.error('Stopped.')
    process.exitCode = 130
  }
}

function parseCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0) return count
  throw new InvalidArgumentError('this is no number of tickets')
}

const help = `
For the first day, and after a time in which Redress was not there: it lists the open tickets of the policy's pipeline, and those
closed ones that changed in the last ${closedDays} days, and tells the Worker of each by a signed webhook, as HubSpot would. The Worker
looks at them in the background and writes what REDRESS_MODE lets it; a ticket that is already right stays as it is.
Ctrl-C keeps the place (in .redress/): run it again and it goes on from there.
Exit code 1 where the Worker stands still, as when all calls of the day are used up: then what is sent waits there.

--dry-run sends nothing: it decides here, by the Worker's own code, on what HubSpot holds and what the Worker remembers of each
ticket, which it reads from its database by \`npx wrangler d1 execute\`. Without that it decides as if each ticket were seen for the
first time, and says so. --json gives a line for each ticket and the sum in the last. Exit code 1 when there are tickets that can
not be decided on.

Settings come from the environment or from .dev.vars: HUBSPOT_ACCESS_TOKEN, HUBSPOT_API_BASE, HUBSPOT_API_VERSION, and to send
PUBLIC_URL and HUBSPOT_CLIENT_SECRET, as the Worker has them. REDRESS_MODE there, else in wrangler.toml, is what --dry-run goes by.
Examples:
  HUBSPOT_ACCESS_TOKEN=pat-… ${redress} backfill --dry-run --limit 20
  HUBSPOT_ACCESS_TOKEN=pat-… ${redress} backfill --dry-run --mode full
  HUBSPOT_ACCESS_TOKEN=pat-… HUBSPOT_CLIENT_SECRET=… PUBLIC_URL=https://… ${redress} backfill`
