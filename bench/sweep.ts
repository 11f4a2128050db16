// The sweep: what the frequent cron reads and how long it takes, which must follow what is due and not what exists.

import { countingScript } from './counted-loop.ts'
import { median } from './median.ts'
import type { Part, Row } from './part.ts'
import { control, startWorker, type D1 } from './workerd.ts'

const due = 500
const atOnce = 50_000
const cron = `cron=${encodeURIComponent('*/5 * * * *')}`

type Swept = {
  readonly count: number
  readonly ms: number
  readonly rowsRead: number
  readonly messages: number
}

async function run(isQuick: boolean): Promise<readonly Row[]> {
  const sizes = isQuick ? [1000, 10_000] : [10_000, 100_000, 1_000_000]
  const swept: Swept[] = []
  for (const count of sizes) swept.push(await sweepOf(count, isQuick ? 3 : 9))
  const [first] = swept
  return swept.flatMap(({ count, ms, rowsRead }): Row[] => [
    {
      key: `rows-${count}`,
      what: `${count.toLocaleString('en')} running clocks, ${due} due: rows read`,
      measured: rowsRead,
      unit: 'rows',
      ratio: rowsRead / due,
      to: 'rows due',
      target: { of: 'ratio', atMost: 1.2, words: 'at most 1.2 × the rows due' },
    },
    {
      key: `time-${count}`,
      what: `${count.toLocaleString('en')} running clocks, ${due} due: time`,
      measured: ms,
      unit: 'ms',
      ...(first && first.count !== count && { ratio: ms / first.ms, to: first.count.toLocaleString('en') }),
    },
  ])
}

async function sweepOf(count: number, rounds: number): Promise<Swept> {
  const worker = await startWorker({ script: countingScript(), hasDatabase: true })
  try {
    // So often tickets are sent for these rules' sake; there are none yet.
    await control(worker.url, cron)
    await control(worker.url, cron)
    await fill(await worker.db(), count)
    const taken: number[] = []
    let counts = await control(worker.url, `${cron}&reset`)
    for (let round = 0; round < rounds; round += 1) {
      await control(worker.url, 'reset')
      const started = performance.now()
      counts = await control(worker.url, cron)
      taken.push(performance.now() - started)
    }
    const { rowsRead = 0, messages = 0 } = counts
    if (messages < due / 200)
      throw new Error(`the sweep of ${count} sent ${messages} messages: not all that is due`)
    return { count, ms: median(taken), rowsRead, messages }
  } finally {
    await worker.stop()
  }
}

/** A ticket and a clock each: the first few were due an hour ago, the others are from tomorrow on. */
async function fill(db: D1, count: number): Promise<void> {
  const now = Date.now()
  for (let from = 0; from < count; from += atOnce) {
    const numbers = `WITH RECURSIVE n (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${Math.min(count, from + atOnce)})`
    const at = `CASE WHEN i < ${due} THEN ${now - 3_600_000} + i ELSE ${now + 86_400_000} + i * 1000 END`
    await db
      .prepare(
        `INSERT INTO tickets (id, policy, stage, memory, next_look_at, seen_at)
         ${numbers} SELECT CAST(20000000000 + i AS TEXT), 'bournville', 'stage1', '{}', ${at}, ${now} FROM n`,
      )
      .run()
    await db
      .prepare(
        `INSERT INTO clocks (ticket_id, name, start_at, title, state, due_on, due_at)
         ${numbers} SELECT CAST(20000000000 + i AS TEXT), 'stage1-respond', '2026-11-23T09:00:00Z', 'Respond', 'running', '2026-12-07', ${at} FROM n`,
      )
      .run()
  }
}

const why =
  'Beside the tickets that are due the sweep asks which of them have a retry on its way, and that question reads rows of its own for each. Asking in the statement that finds the tickets whether each has one would close it: where there are no retries that reads nothing more.'

export const sweep: Part = {
  title: 'Sweep',
  how: `The whole of the five-minute cron in the production bundle in workerd, over a database of so many tickets with a running clock each. Rows are counted as D1 counts them for the bill; time is the median of several sweeps, with the ${due} due each time.`,
  missed: Object.fromEntries([10_000, 100_000, 1_000_000, 1000].map((count) => [`rows-${count}`, why])),
  run,
}
