// A headless Chromium for a test file, and axe to judge its pages.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type BrowserContextOptions, type Page, chromium } from 'playwright-core'
import { afterAll } from 'vitest'

const flags =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: flags.split(' '),
  })
  afterAll(() => browser.close())
  return async (url: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      timezoneId: 'Europe/London',
      locale: 'en-GB',
      // Colours are judged as they are at rest, not on their way.
      reducedMotion: 'reduce',
      ...options,
    })
    const page = await context.newPage()
    await page.goto(url)
    return page
  }
}

/** What axe finds serious or worse, one line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Evaluated, not loaded: the page's policy allows no script but its own.
  await page.evaluate(axe)
  const found: AxeViolation[] = await page.evaluate('axe.run(document).then(({ violations }) => violations)')
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

type AxeViolation = {
  readonly id: string
  readonly impact: string
  readonly nodes: { readonly target: string[] }[]
}
