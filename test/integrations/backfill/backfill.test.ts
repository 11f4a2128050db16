// The backfill over a large account: past HubSpot's cap, through its limits, and on from where it stopped.

import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { countFrom, pagesFrom, start } from '../../../bin/backfill/pages.ts'
import { placeFile } from '../../../bin/backfill/place.ts'
import { createProgress, progressLine } from '../../../bin/backfill/progress.ts'
import { startOf, whyAfresh } from '../../../bin/backfill/run.ts'
import { NotTaken, sendHints } from '../../../bin/backfill/send-hints.ts'
import { stopBy, Stopped } from '../../../bin/backfill/stop.ts'
import { aimOf, listingOf, newFolder, run, silent, since, startAccount, startWorker } from './world.ts'

const search = '/crm/v3/objects/tickets/search'

describe('10,500 open tickets', async () => {
  const lagMs = 30
  const account = startAccount({ searchLagMs: lagMs })
  const { hubspot } = account
  const open = ['Early resolution', 'Stage 1', 'Stage 1 answered', 'Stage 2']
  const ids = Array.from(
    { length: 10_500 },
    (_, index) => hubspot.createTicket({ stage: open[index % 4] ?? '' }).id,
  )
  hubspot.setNow('2026-11-01T10:00:00Z')
  hubspot.createTicket({ stage: 'Closed' })
  hubspot.setNow('2026-11-23T10:00:00Z')
  const closed = hubspot.createTicket({ stage: 'Closed' }).id
  const all = [...ids, closed]
  await new Promise((resolve) => setTimeout(resolve, lagMs * 2))
  afterAll(() => hubspot.close())

  beforeEach(() => {
    hubspot.faults.clear()
    hubspot.resetCalls()
  })

  const searches = () => hubspot.calls({ path: search })

  it('lists each once, in as few searches as there are pages, and no faster than the limit', async () => {
    const { receiver, taken, bodies } = startWorker()
    const before = account.time.elapsed()
    const expected: number[] = []
    const { place, isDone } = await run(account, receiver, newFolder(), {
      progress: { ...silent, expect: (count) => void expected.push(count) },
    })
    expect(taken).toEqual(all)
    expect([place.sent, isDone, expected]).toEqual([10_501, true, [10_501]])
    expect(Math.max(...bodies)).toBe(100)
    // 53 pages of open tickets and one of closed, and one to count each.
    expect(searches()).toHaveLength(56)
    // Four fifths of five searches a second.
    expect(account.time.elapsed() - before).toBeGreaterThanOrEqual((56 / 4 - 1) * 1000)
    expect(hubspot.calls({ method: 'PATCH' })).toEqual([])
  })

  it('waits where HubSpot limits or breaks, and leaves none out', async () => {
    hubspot.faults.add(
      { path: search, every: 11, answer: 'secondLimit' },
      { path: search, every: 23, answer: 'badGateway' },
    )
    const { receiver, taken } = startWorker()
    await run(account, receiver, newFolder())
    expect(taken).toEqual(all)
    expect(searches().filter(({ status }) => status === 429).length).toBeGreaterThan(3)
  })

  it('goes on after it was stopped, and does not begin anew', async () => {
    const folder = newFolder()
    const { receiver, taken } = startWorker()
    const controller = new AbortController()
    const { checkpoint } = stopBy(controller.signal)
    const progress = { ...silent, advance: () => void (taken.length >= 5000 && controller.abort()) }
    await expect(run(account, receiver, folder, { checkpoint, progress })).rejects.toThrow(Stopped)
    expect(taken).toEqual(all.slice(0, 5000))
    expect(placeFile(folder, '247187887').read()).toMatchObject({ sent: 5000, since })

    hubspot.resetCalls()
    const { place } = await run(account, receiver, folder)
    expect(taken).toEqual(all)
    expect(place.sent).toBe(10_501)
    expect(searches().length).toBeLessThan(34)
  })

  it('sends a page again whose end it did not see', async () => {
    const folder = newFolder()
    const first = startWorker((body) => (body < 16 ? undefined : new Response('', { status: 503 })))
    await expect(run(account, first.receiver, folder)).rejects.toThrow(NotTaken)
    expect(first.taken).toEqual(all.slice(0, 1500))
    const second = startWorker()
    await run(account, second.receiver, folder)
    expect(second.taken).toEqual(all.slice(1400))
  })

  it('sends only so many, and then the next', async () => {
    const folder = newFolder()
    const { receiver, taken } = startWorker()
    expect((await run(account, receiver, folder, { limit: 3 })).isDone).toBe(false)
    expect(taken).toEqual(all.slice(0, 3))
    await run(account, receiver, folder, { limit: 300 })
    expect(taken).toEqual(all.slice(0, 303))
    expect(searches().length).toBe(2 + 1 + 2 + 2)
  })

  it('ends at a limit of the day, with the place kept', async () => {
    const folder = newFolder()
    const { receiver, taken } = startWorker((body) => {
      if (body === 6)
        hubspot.faults.add({ path: search, times: Number.POSITIVE_INFINITY, answer: 'dailyLimit' })
      return undefined
    })
    const before = account.time.elapsed()
    await expect(run(account, receiver, folder)).rejects.toThrow('daily limit')
    // Nobody waits for that.
    expect(account.time.elapsed() - before).toBeLessThan(2000)
    expect(taken).toEqual(all.slice(0, 600))
    hubspot.faults.clear()
    await run(account, receiver, folder)
    expect(taken).toEqual(all)
  })
})

describe('a stage of an earlier version that the account does not have', () => {
  it('is left out, with a word, while a stage that has to be there is not', async () => {
    const account = startAccount()
    const { id } = account.hubspot.createTicket({ stage: 'Stage 1' })
    const said: string[] = []
    const listing = listingOf(account, said)
    const [open] = listing.searches
    if (!open) throw new Error('there is no search')
    const gone = { query: { stages: ['Gone'] }, isExtra: true }
    const found: string[] = []
    for await (const page of pagesFrom({ ...listing, searches: [gone, open] }, start)) found.push(...page.ids)
    expect(found).toEqual([id])
    expect(said).toEqual([expect.stringContaining('no stage `Gone`')])
    await expect(countFrom({ ...listing, searches: [{ ...gone, isExtra: false }] }, start)).rejects.toThrow(
      'no stage `Gone`',
    )
  })
})

describe('a place that was kept', () => {
  const aim = aimOf(startAccount().policy)
  const kept = startOf(aim, since, '2026-11-23T10:00:00Z')

  it.each`
    why                   | change                                | says
    ${'the same'}         | ${{}}                                 | ${undefined}
    ${'a changed policy'} | ${{ digest: 'another' }}              | ${'the policy has changed'}
    ${'another policy'}   | ${{ policy: 'ombudsman-code-2024' }}  | ${'was for the policy bournville'}
    ${'another Worker'}   | ${{ worker: 'https://staging.test' }} | ${'was for the Worker at https://redress.test'}
  `('$why', ({ change, says }) => {
    const why = whyAfresh(kept, { ...aim, ...change })
    if (says === undefined) expect(why).toBeUndefined()
    else expect(why).toContain(says)
  })

  it('reads back as it was written, by account, and counts as none where it is damaged', () => {
    const folder = newFolder()
    const file = placeFile(folder, '1')
    expect(file.read()).toBeUndefined()
    const place = { ...kept, position: { search: 1, after: '28400000023' }, sent: 10_500 }
    file.keep(place)
    expect(file.read()).toEqual(place)
    expect(placeFile(folder, '2').read()).toBeUndefined()
    for (const damaged of [{ ...place, sent: 'x' }, { ...place, position: { search: -1, after: null } }, 7]) {
      file.keep(damaged as unknown as typeof place)
      expect(file.read()).toBeUndefined()
    }
    file.remove()
    expect(file.read()).toBeUndefined()
  })
})

describe('what the Worker answers', () => {
  const page = () => new Response('<html>Welcome</html>')
  const refusal = (kind: string) =>
    Response.json({ error: `the signature does not hold: ${kind}` }, { status: 401 })
  const answered = (status: number, headers = {}) => new Response('', { status, headers })

  it.each`
    why                        | answer                                             | says
    ${'another secret'}        | ${() => refusal('forged')}                         | ${'`HUBSPOT_CLIENT_SECRET` here has to be the Worker’s'}
    ${'no secret'}             | ${() => refusal('no-secret')}                      | ${'npx wrangler secret put'}
    ${'a wrong clock'}         | ${() => refusal('stale')}                          | ${'clock by the network'}
    ${'a small limit'}         | ${() => answered(413)}                             | ${'too large'}
    ${'no such path'}          | ${() => answered(404)}                             | ${'check `PUBLIC_URL`'}
    ${'a login in front'}      | ${() => answered(302, { location: 'https://in' })} | ${'open without a login'}
    ${'some other web server'} | ${page}                                            | ${'is not Redress'}
    ${'less than was sent'}    | ${() => Response.json({ tickets: 1 })}             | ${'took 1 of 2 tickets'}
  `('$why ends it at once: $says', async ({ answer, says }) => {
    const { receiver, bodies, waits } = startWorker(answer)
    const sending = sendHints(['1', '2'], receiver)
    await expect(sending).rejects.toThrow(says)
    await expect(sending).rejects.toThrow(NotTaken)
    expect([bodies, waits]).toEqual([[2], []])
  })

  it.each`
    why                       | answer
    ${'a queue that is full'} | ${() => answered(503)}
    ${'a limit'}              | ${() => answered(429)}
    ${'a broken gateway'}     | ${() => answered(524)}
    ${'no connection'}        | ${() => new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })}
    ${'no answer in time'}    | ${() => new DOMException('timed out', 'TimeoutError')}
  `('$why is tried again, at growing distance, until it works', async ({ answer }) => {
    const { receiver, taken, waits, said } = startWorker((body) => (body < 4 ? answer() : undefined))
    await sendHints(['1', '9007199254740993'], receiver)
    expect(taken).toEqual(['1', '9007199254740993'])
    expect(waits).toEqual([1, 2, 4])
    expect(said[0]).toMatch(/again in 1 s$/)
  })

  const down = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:8787') })

  it.each`
    why                      | answer                                                 | seconds | says
    ${'a Worker that fails'} | ${() => answered(503)}                                 | ${120}  | ${'503, after 9 attempts: look at `npx wrangler tail`'}
    ${'no Worker'}           | ${() => down}                                          | ${15}   | ${'after 5 attempts: check `PUBLIC_URL`, and that the Worker runs'}
    ${'no answer in time'}   | ${() => new DOMException('timed out', 'TimeoutError')} | ${120}  | ${'after 9 attempts: check `PUBLIC_URL`, and that the Worker runs'}
  `('gives $why up after $seconds s: $says', async ({ answer, seconds, says }) => {
    const { receiver, waits } = startWorker(answer)
    await expect(sendHints(['1'], receiver)).rejects.toThrow(says)
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(seconds)
  })

  it('names what runs a Worker on this machine', async () => {
    const { receiver } = startWorker(() => down)
    const sending = sendHints(['1'], { ...receiver, url: 'http://127.0.0.1:8787' })
    await expect(sending).rejects.toThrow('that the Worker runs (`npm start`)')
  })
})

describe('progress', () => {
  it.each`
    done     | doneBefore | expected  | seconds | line
    ${0}     | ${0}       | ${10_500} | ${0}    | ${'0 of about 10,500 tickets'}
    ${40}    | ${0}       | ${10_500} | ${20}   | ${'40 of about 10,500 tickets'}
    ${4200}  | ${0}       | ${10_500} | ${6}    | ${'4,200 of about 10,500 tickets, 700 a second, 9 s left'}
    ${4200}  | ${3500}    | ${10_500} | ${1}    | ${'4,200 of about 10,500 tickets, 700 a second, 9 s left'}
    ${200}   | ${0}       | ${90_200} | ${40}   | ${'200 of about 90,200 tickets, 5 a second, 5 h 0 min left'}
    ${10505} | ${0}       | ${10_500} | ${15}   | ${'10,505 tickets, 700 a second'}
  `('$done of $expected after $seconds s: $line', ({ done, doneBefore, expected, seconds, line }) => {
    expect(progressLine({ done, doneBefore, expected }, seconds)).toBe(line)
  })

  it('rewrites its line for a person, and writes a line now and then for anybody else', () => {
    const shown = (isTerminal: boolean) => {
      const written: string[] = []
      let now = 0
      const progress = createProgress('Sent', {
        isTerminal,
        write: (text) => void written.push(text),
        elapsed: () => now,
      })
      progress.expect(1000)
      for (let page = 0; page < 5; page += 1) {
        now += 2000
        progress.advance(200)
      }
      progress.clear()
      return written
    }
    expect(shown(true)).toHaveLength(7)
    expect(shown(true).every((text) => text.startsWith('\r\u001B[2K'))).toBe(true)
    expect(shown(false)).toEqual(['Sent 600 of about 1,000 tickets, 100 a second, 4 s left\n'])
  })
})

it('a wait ends at once when somebody wants it to stop', async () => {
  vi.useFakeTimers()
  const controller = new AbortController()
  const { sleep, checkpoint } = stopBy(controller.signal)
  const waiting = sleep(3600)
  const ended = expect(waiting).rejects.toThrow(Stopped)
  controller.abort()
  await ended
  expect(checkpoint).toThrow(Stopped)
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})
