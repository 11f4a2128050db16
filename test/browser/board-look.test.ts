// The board as axe sees it: wide and narrow, light and dark, with and without its panels.

import { expect, it } from 'vitest'
import { seriousFaults } from './browser.ts'
import { startBoard } from './demo-board.ts'

const { url, visit } = await startBoard()

it.each`
  look       | width   | colorScheme
  ${'wide'}  | ${1280} | ${'light'}
  ${'wide'}  | ${1280} | ${'dark'}
  ${'phone'} | ${400}  | ${'light'}
  ${'phone'} | ${400}  | ${'dark'}
`(
  'has no serious fault for axe: $look, $colorScheme, board, panel and new complaint',
  async ({ width, colorScheme }) => {
    const page = await visit(url, { viewport: { width, height: 800 }, colorScheme })
    await page.getByRole('button', { name: 'Boiler' }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await page.getByRole('button', { name: 'Boiler' }).click()
    const dialog = page.getByRole('dialog', { name: 'Boiler not repaired for three weeks' })
    await dialog.getByText('Written by Redress').click()
    expect(await seriousFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'New complaint' }).click()
    await page.getByRole('dialog', { name: 'New complaint' }).waitFor()
    expect(await seriousFaults(page)).toEqual([])
    await page.goto(`${url}/board/log`)
    expect(await seriousFaults(page)).toEqual([])
    await page.context().close()
  },
)
