// The log page in a browser: webhooks with their tries, API calls, faults; empty and full, wide and narrow, light and dark.

import { createServer } from 'node:http'
import { afterAll, expect, it } from 'vitest'
import { createHubSpot } from '../../dev/hubspot/hubspot.ts'
import type { HubSpotOptions } from '../../dev/hubspot/options.ts'
import { call } from '../dev/clients.ts'
import { complaints } from '../dev/complaints-account.ts'
import { seriousFaults, startBrowser } from './browser.ts'
import { monday } from './demo-board.ts'

const answers = [500]
const receiver = createServer((request, response) => {
  request.resume()
  response.writeHead(answers.shift() ?? 204).end()
})
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
afterAll(() => receiver.close())
const address = receiver.address()
const port = address !== null && typeof address === 'object' ? address.port : 0

async function startLog(options: HubSpotOptions = {}) {
  const hubspot = createHubSpot({
    now: monday,
    webhookUrl: `http://127.0.0.1:${port}/webhooks/hubspot`,
    webhooks: { retryMs: 50, properties: ['subject'] },
    ...options,
  })
  hubspot.provision(complaints)
  const url = await hubspot.listen()
  afterAll(hubspot.close)
  return { hubspot, url, log: `${url}/board/log` }
}

const empty = await startLog()
const full = await startLog()
const { hubspot } = full
const visit = await startBrowser()

hubspot.faults.plan({
  faults: [
    { name: 'busy', at: '10:00', forSeconds: 30, path: '/crm/v3/owners', answer: 'tenSecondLimit' },
    { at: '11:00', path: '/crm', drop: 'after' },
  ],
})
const { id } = hubspot.createTicket({ properties: { subject: 'Damp <b>patch</b>' } })
await hubspot.webhooks.settled()
await call(full.url, '/crm/v3/owners')
await call(full.url, '/crm/objects/2026-09/tickets/batch/read', { inputs: [{ id }, { id: '5' }] })
hubspot.webhooks.loseNext(1)
hubspot.edit(id, { properties: { subject: 'Lost' } })
await hubspot.webhooks.settled()

it('says of each batch what was sent, each try with its answer, and what became of it', async () => {
  const page = await visit(full.log)
  const sent = page.getByRole('region', { name: /^Webhooks sent/ }).getByRole('listitem')
  const first = sent.filter({ hasText: 'object.creation' })
  await first.getByText('Taken').first().waitFor()
  expect(await first.first().innerText()).toMatch(/try 1: 500 after \d+ ms[^]*try 2: 204 after \d+ ms/)
  expect(await sent.filter({ hasText: 'on purpose' }).first().innerText()).toContain('Lost')
  expect(await page.getByText('Damp <b>patch</b>').count()).toBe(1)
  await page.context().close()
})

it('says when the next try is to come', async () => {
  const nobody = { webhookUrl: 'http://127.0.0.1:1/', webhooks: { retryMs: 60_000, properties: [] } }
  const failing = await startLog(nobody)
  failing.hubspot.createTicket()
  await expect.poll(() => failing.hubspot.webhooks.retries()).toHaveLength(1)
  const page = await visit(failing.log)
  const sent = page.getByRole('region', { name: /^Webhooks sent/ })
  expect(await sent.innerText()).toMatch(
    /To be sent again[^]*try 1: no answer: fetch failed: [^]*try 2 of 11 in (5\d|60) seconds/,
  )
  await page.context().close()
})

it('gives times in words, in the reader’s own zone', async () => {
  const page = await visit(full.log, { timezoneId: 'Europe/Berlin' })
  await page.getByText('in Europe/Berlin').waitFor()
  expect(await page.locator('time').first().innerText()).toBe('Mon 23 Nov 2026, 11:00:00')
  await page.context().close()
})

it('lists the calls, with the fault that struck them, and the faults', async () => {
  const page = await visit(full.log)
  const calls = page.getByRole('region', { name: /^API calls received/ }).getByRole('listitem')
  expect(await calls.nth(0).innerText()).toMatch(/batch\/read[^]*2 records[^]*207/)
  expect(await calls.nth(1).innerText()).toMatch(/owners[^]*429[^]*Fault: busy/)
  const faults = page.getByRole('region', { name: 'Faults' }).getByRole('listitem')
  expect(await faults.nth(0).innerText()).toMatch(/^On\s+busy: Answer tenSecondLimit[^]*has struck 1 call$/)
  expect(await faults.nth(1).innerText()).toMatch(/^To come/)
  await page.context().close()
})

it.each`
  state      | width   | colorScheme
  ${'full'}  | ${1280} | ${'light'}
  ${'full'}  | ${1280} | ${'dark'}
  ${'full'}  | ${390}  | ${'light'}
  ${'full'}  | ${390}  | ${'dark'}
  ${'empty'} | ${390}  | ${'light'}
  ${'empty'} | ${1280} | ${'dark'}
`(
  'has no serious fault for axe: $state, $width wide, $colorScheme',
  async ({ state, width, colorScheme }) => {
    const page = await visit((state === 'full' ? full : empty).log, {
      viewport: { width, height: 800 },
      colorScheme,
    })
    await page.getByRole('heading', { name: 'Webhooks and API calls' }).waitFor()
    if (state === 'empty') await page.getByText('Nobody has called the API yet.').waitFor()
    for (const summary of await page.locator('summary').all()) await summary.click()
    expect(await seriousFaults(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await page.context().close()
  },
)

it('is worked by keyboard alone: events are opened, and all faults ended', async () => {
  const page = await visit(full.log)
  await page.getByRole('link', { name: 'Refresh' }).focus()
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('End all faults')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('"subscriptionType"').first().waitFor()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.getByText('None: every call is answered as it should be.').waitFor()
  expect(hubspot.faults.list()).toEqual([])
  expect(page.url()).toBe(full.log)
  await page.context().close()
})
