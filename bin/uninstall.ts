// `redress uninstall`: lists what Redress added to a HubSpot account, and takes it away.

import type { Command } from 'commander'
import { readPortal, type Portal } from '../src/integrations/hubspot/provision/portal.ts'
import { patiently } from '../src/integrations/hubspot/provision/patience.ts'
import { planRemoval, toBeCounted, type Removal } from '../src/integrations/hubspot/provision/removal.ts'
import { countTickets, removeAll, type RemovalOutcome } from '../src/integrations/hubspot/provision/remove.ts'
import { redress } from './called-as.ts'
import { accountApiOf, answering, readSettings, sleep } from './provision/settings.ts'
import { table } from './table.ts'

type Options = { readonly apply?: true; readonly json?: true }

export function addUninstall(program: Command): void {
  program
    .command('uninstall')
    .description('list what Redress added to a HubSpot account; with --apply, remove that and nothing else')
    .option('--apply', 'remove it')
    .option('--json', 'answer in JSON')
    .addHelpText('after', help)
    .action((options: Options) => answering(program, options, () => uninstall(options)))
}

async function uninstall({ apply, json }: Options): Promise<void> {
  const removing = { api: accountApiOf(readSettings()), sleep }
  const portal = await patiently(sleep, () => readPortal(removing.api))
  const unread = portal.unread.includes('tickets')
  const removals = unread ? [] : planRemoval(portal, await countTickets(toBeCounted(portal), removing))
  const say = (...lines: readonly string[]) => {
    if (!json) console.log(lines.join('\n'))
  }
  say(`HubSpot account ${portal.account.id}:`, '')
  if (unread) say('The app lacks the scope `tickets`: nothing of what Redress added can be seen.')
  else say(...removalLines(removals, apply === true), ...leftAlone(portal))
  const outcomes = apply
    ? await removeAll(removals, removing, (outcome) => {
        if (outcome.refused !== undefined)
          say(`  ✗ ${outcome.step.name}: HubSpot refuses it: ${outcome.refused}`)
      })
    : []
  const refused = outcomes.filter((outcome) => outcome.refused !== undefined)
  if (outcomes.length > 0)
    say(`${outcomes.length - refused.length} removed, ${refused.length} refused.`, '', afterwards)
  if (json)
    console.log(JSON.stringify(inJson(portal.account.id, removals, apply ? outcomes : undefined), null, 2))
  if (unread || refused.length > 0) process.exitCode = 1
}

function removalLines(removals: readonly Removal[], isApplying: boolean): readonly string[] {
  if (removals.length === 0) return ['Redress has added nothing here.']
  const rows = removals.map(({ kind, of, name, says }) => [
    `  ${kind === 'remove' ? '-' : '='} ${of}`,
    name,
    says,
  ])
  const gone = removals.filter(({ kind }) => kind === 'remove').length
  const sum = `${gone} to remove, ${removals.length - gone} to keep.`
  const properties = removals.some(({ of, kind }) => of === 'property' && kind === 'remove')
  return [
    ...table(rows),
    '',
    ...(properties
      ? [
          'What tickets hold in these properties goes with them into HubSpot’s archive: export it first if it is needed.',
        ]
      : []),
    ...(gone > 0 && !isApplying ? [stopFirst] : []),
    isApplying ? sum : `${sum} Nothing has been removed: --apply does it.`,
  ]
}

/** A pipeline that somebody made by hand for Redress, too: nothing in the account says what it is for. */
function leftAlone({ pipelines, ledger }: Portal): readonly string[] {
  const others = pipelines.filter(({ id }) => !ledger.pipelines.includes(id))
  const labels = others.map(({ label }) => `\`${label}\``).join(', ')
  return others.length === 0
    ? []
    : [`Not made by \`redress provision\`, and so left alone: the pipeline ${labels}.`]
}

const stopFirst =
  'A Worker that still runs would fail at each ticket for want of them: stop it first (npx wrangler queues pause-delivery redress-tickets).'

const inJson = (
  account: string,
  removals: readonly Removal[],
  outcomes: readonly RemovalOutcome[] | undefined,
) => ({
  account,
  plan: removals.map(({ kind, of, name, says }) => ({ kind, of, name, says })),
  ...(outcomes && {
    removed: outcomes.map(({ step, refused }) => ({
      of: step.of,
      name: step.name,
      refused: refused ?? null,
    })),
  }),
})

const afterwards = `Tasks and notes stay on their tickets: they are part of the complaint’s record. What this can not remove:
  the app itself, in HubSpot under Settings, Integrations, Connected apps: uninstall it
  the Worker, its database and its queues, if nobody needs the record:
    npx wrangler delete && npx wrangler d1 delete redress
    npx wrangler queues delete redress-tickets && npx wrangler queues delete redress-tickets-dead`

const help = `
A property goes if it is in Redress’s own group and its description says that Redress added it; the pipeline or a stage if
Redress made it and no ticket is in it. Options that Redress added to somebody else’s property stay, and are named.
Archived properties can be restored in HubSpot for a time. \`${redress} provision --apply\` puts all back.
  HUBSPOT_ACCESS_TOKEN=pat-… ${redress} uninstall`
