// The `redress` command: each subcommand is a file of its own that adds itself here.

import { Command } from 'commander'
import { addBackfill } from './backfill.ts'
import { addCalendar } from './calendar.ts'
import { addCheck } from './check.ts'
import { addDecide } from './decide.ts'
import { addDescribe } from './describe.ts'
import { addDoctor } from './doctor.ts'
import { addDue } from './due.ts'
import { addExplain } from './explain.ts'
import { addMoved } from './moved.ts'
import { addProvision } from './provision.ts'
import { addSetup } from './setup.ts'
import { addTest } from './test-policy.ts'
import { addUninstall } from './uninstall.ts'

const program = new Command('redress')
  .description('Complaints procedures as rules: check them, try them, and ask when something is due')
  .showHelpAfterError('(add --help for what there is)')

addBackfill(program)
addCalendar(program)
addCheck(program)
addDecide(program)
addDescribe(program)
addDoctor(program)
addDue(program)
addExplain(program)
addMoved(program)
addProvision(program)
addSetup(program)
addTest(program)
addUninstall(program)

await program.parseAsync()
