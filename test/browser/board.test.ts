// The board in a browser: what a person sees and does, with the mouse and without it.

import { beforeEach, expect, it } from 'vitest'
import { monday, startBoard } from './demo-board.ts'

const clocks: (string | null)[] = []
let isRedressUp = true
const { hubspot, url, visit } = await startBoard({
  onClock: async (now) => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    if (!isRedressUp) throw new Error('connection refused')
    clocks.push(now)
  },
})
beforeEach(() => {
  hubspot.setNow(monday)
})

const find = (subject: string) => {
  const ticket = hubspot.tickets().find((each) => each.properties['subject'] === subject)
  if (!ticket) throw new Error(`no ticket called ${subject}`)
  return ticket
}
const column = (stage: string) => `[data-stage="${hubspot.stageId(stage)}"]`

it('creates a complaint, edits it and follows it to its new column', async () => {
  const page = await visit(url)
  await page.getByRole('button', { name: 'New complaint' }).click()
  await page.getByLabel('Complaint name').fill('Lift <b>stuck</b> again')
  await page.getByRole('button', { name: 'Complaint received: now' }).click()
  await page.getByLabel('Service area').selectOption('Repairs')
  await page.getByLabel('Delay').first().check()
  await page.getByRole('button', { name: 'Create complaint' }).click()
  const card = page
    .locator(column('Early resolution'))
    .getByRole('button', { name: 'Lift <b>stuck</b> again' })
  await card.waitFor()
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Lift <b>stuck</b> again')
  expect(find('Lift <b>stuck</b> again').properties).toMatchObject({
    complaint_received_at: '2026-11-23T10:00:00Z',
    complaint_service_area: 'repairs',
    complaint_aspects_raised: 'delay',
  })
  expect(find('Lift <b>stuck</b> again').properties).not.toHaveProperty('complaint_about_staff')

  await card.click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Stage', { exact: false }).first().selectOption('Stage 1')
  await dialog.getByLabel('Owner').selectOption('Tom Bright')
  await dialog.getByLabel('A formal complaint was asked for', { exact: true }).check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Saved', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await page.locator(column('Stage 1')).getByRole('button', { name: 'Lift <b>stuck</b> again' }).waitFor()
  expect(find('Lift <b>stuck</b> again').properties).toMatchObject({
    hubspot_owner_id: hubspot.ownerId('tom.bright@example.org'),
    complaint_formal_requested: 'true',
  })
  hubspot.archive(find('Lift <b>stuck</b> again').id)
  await page.context().close()
})

it('can be worked by keyboard alone', async () => {
  const page = await visit(url)
  const card = page.getByRole('button', { name: 'Bin store left unlocked' })
  await card.waitFor()
  await card.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Bin store left unlocked' })
  await dialog.waitFor()
  for (let i = 0; i < 3; i++) await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.id')).toBe('f-hs_pipeline_stage')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Grace')
  await page.keyboard.press('Escape')
  await dialog.getByText('There are changes that are not saved.').waitFor()
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Discard them')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Save')
  await page.keyboard.press('Enter')
  await dialog.getByText('Saved', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await page.locator(column('Stage 1')).getByText('Bin store left unlocked').waitFor()
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Bin store left unlocked')
  expect(find('Bin store left unlocked').properties['hubspot_owner_id']).toBe(
    hubspot.ownerId('grace.okafor@example.org'),
  )
  await page.context().close()
})

it('shows and tells what others change while one watches, without touching what is being typed', async () => {
  const page = await visit(url)
  const { id } = find('Repeated missed appointments')
  await page.getByRole('button', { name: 'Repeated missed appointments' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tenure').fill('shared ownership')
  hubspot.edit(id, {
    stage: 'Closed',
    properties: { complaint_decision: 'Closed because the report was sent.' },
  })
  await dialog.locator('blockquote').getByText('Closed because the report was sent.').waitFor()
  const said = page.getByRole('status').filter({ hasText: 'moved from Stage 2 to Closed' })
  await expect.poll(() => said.count()).toBe(1)
  expect(await dialog.getByLabel('Tenure').inputValue()).toBe('shared ownership')
  expect(await dialog.getByLabel('Stage', { exact: false }).first().inputValue()).toBe(
    hubspot.stageId('Closed'),
  )
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Saved', { exact: true }).waitFor()
  expect(find('Repeated missed appointments').properties).toMatchObject({
    complaint_tenure: 'shared ownership',
    hs_pipeline_stage: hubspot.stageId('Closed'),
  })
  await page.context().close()
})

it('moves a card that is dragged', async () => {
  const page = await visit(url)
  const card = page.locator('.card').filter({ hasText: 'Grounds not kept' })
  await card.dragTo(page.locator(column('Stage 2')))
  await page.locator(column('Stage 2')).getByText('Grounds not kept').waitFor()
  expect(find('Grounds not kept at Selly Wick Road').properties['hs_pipeline_stage']).toBe(
    hubspot.stageId('Stage 2'),
  )
  await page.context().close()
})

it('moves the time, busy until Redress has followed, and says plainly when it does not', async () => {
  const page = await visit(url)
  await page.getByText('Mon 23 Nov 2026, 10:00').waitFor()
  await page.getByRole('button', { name: '+1 working day' }).click()
  await page.getByText('Moving the time…').waitFor()
  await page.locator('#clock-now').getByText('Tue 24 Nov 2026, 10:00').waitFor()
  expect(clocks.at(-1)).toBe('2026-11-24T10:00:00Z')
  isRedressUp = false
  await page.getByRole('button', { name: '+1 day' }).click()
  await page.getByRole('alert').getByText('Redress did not follow: connection refused').waitFor()
  isRedressUp = true
  await page.getByRole('button', { name: 'Real time' }).click()
  await page.getByText('Europe/London, real time').waitFor()
  await page.context().close()
})

it('filters, hides closed complaints, and shows what is refused beside its field', async () => {
  const page = await visit(url)
  await page.getByRole('button', { name: 'Boiler' }).waitFor()
  await page.getByRole('searchbox').fill('tom overdue')
  expect(await page.locator('.card:visible').count()).toBe(1)
  await page.getByRole('searchbox').fill('')
  await page.getByRole('radio', { name: 'Open' }).check()
  expect(await page.locator(column('Closed')).isVisible()).toBe(false)
  await page.getByRole('button', { name: 'New complaint' }).click()
  await page.getByRole('button', { name: 'Create complaint' }).click()
  await page.getByText('Give the complaint a name.').waitFor()
  expect(await page.getByLabel('Complaint name').getAttribute('aria-invalid')).toBe('true')
  await page.context().close()
})

it('switches webhooks into disorder and shows what was sent', async () => {
  const page = await visit(url)
  await page.getByRole('button', { name: 'Boiler' }).waitFor()
  await page.getByRole('button', { name: 'Lose the next one' }).click()
  await page.getByRole('button', { name: 'Will lose the next one', pressed: true }).waitFor()
  await page.getByRole('switch', { name: 'Send twice' }).check()
  await expect.poll(() => hubspot.webhooks.disorder.duplicate).toBe(1)
  await page.getByRole('link', { name: 'Log' }).click()
  await page.getByRole('heading', { name: 'Webhooks and API calls' }).waitFor()
  await page.context().close()
})
