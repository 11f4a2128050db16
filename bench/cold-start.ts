// Cold start: from the start of a workerd process to the first answer, of the real Worker and of one that does nothing.

import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundled, root, temporaryFolder } from './bundled.ts'
import { median, medianRatio } from './median.ts'
import type { Part, Row } from './part.ts'
import { msToFirstAnswer, writeConfig } from './spawned-workerd.ts'
import { webhookCall } from './webhook-call.ts'

/** Signed and taken, and nothing to be done about it. */
const noEvents = (origin: string) => webhookCall(origin, 0)

async function run(isQuick: boolean): Promise<readonly Row[]> {
  const bareScript = join(temporaryFolder(), 'bare-worker.js')
  copyFileSync(join(root, 'bench/bare-worker.js'), bareScript)
  const configs = {
    bare: writeConfig(bareScript),
    real: writeConfig(join(bundled('src/worker/index.ts'), 'index.js')),
  }
  const taken: { readonly bare: number; readonly real: number }[] = []
  for (let round = -1; round < (isQuick ? 3 : 15); round += 1) {
    const bare = await msToFirstAnswer(configs.bare, noEvents)
    const real = await msToFirstAnswer(configs.real, noEvents)
    // The first round finds nothing in the caches of the disk.
    if (round >= 0) taken.push({ bare, real })
  }
  const [bare, real] = [taken.map((one) => one.bare), taken.map((one) => one.real)]
  return [
    { key: 'bare', what: 'a bare Worker', measured: median(bare), unit: 'ms' },
    {
      key: 'real',
      what: 'the real Worker',
      measured: median(real),
      unit: 'ms',
      ratio: medianRatio(real, bare),
      to: 'bare',
      target: { of: 'ratio', atMost: 2.5, words: 'at most 2.5 × bare' },
    },
  ]
}

export const coldStart: Part = {
  title: 'Cold start',
  how: 'A new workerd process for each, in turn, with the same settings; from its start to the end of the answer to a first signed webhook without events. Nothing is subtracted: both hold the start of the process itself.',
  missed: {
    real: 'What lies between is compiling the bundle and running the top of its modules. A smaller bundle, with the rules and the CRM’s client loaded only once a message is consumed, would close it.',
  },
  run,
}
