// The check of the app project's webhooks: every property that people fill in, and the address.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { subscriptionCheck } from '../../../bin/doctor/subscription-check.ts'

const subscription = (propertyName: string, active = true) => ({
  subscriptionType: 'object.propertyChange',
  objectType: 'ticket',
  propertyName,
  active,
})
const creation = { subscriptionType: 'object.creation', objectType: 'ticket', active: true }

function projectWith(crmObjects: readonly object[]): URL {
  const folder = mkdtempSync(join(tmpdir(), 'redress-'))
  mkdirSync(join(folder, 'src/app/webhooks'), { recursive: true })
  const settings = { targetUrl: 'https://redress.test/webhooks/hubspot' }
  const config = { settings, subscriptions: { crmObjects, legacyCrmObjects: [] } }
  writeFileSync(
    join(folder, 'src/app/webhooks/webhooks-hsmeta.json'),
    JSON.stringify({ type: 'webhooks', config }),
  )
  return pathToFileURL(`${folder}/`)
}

it.each`
  why                           | subscriptions                                              | url                       | state     | says
  ${'all is there'}             | ${[creation, subscription('a'), subscription('b')]}        | ${'https://redress.test'} | ${'fine'} | ${/2 properties/}
  ${'one is missing'}           | ${[creation, subscription('a')]}                           | ${'https://redress.test'} | ${'todo'} | ${/missing in hubspot\/: b$/}
  ${'one is switched off'}      | ${[creation, subscription('a'), subscription('b', false)]} | ${'https://redress.test'} | ${'todo'} | ${/: b$/}
  ${'new tickets are not told'} | ${[subscription('a'), subscription('b')]}                  | ${''}                     | ${'todo'} | ${/creation of tickets/}
  ${'it goes elsewhere'}        | ${[creation, subscription('a'), subscription('b')]}        | ${'https://other.test'}   | ${'todo'} | ${/^goes to https:\/\/redress.test/}
`('$why: $state', ({ subscriptions, url, state, says }) => {
  const check = subscriptionCheck(projectWith(subscriptions), ['a', 'b'], url)
  expect(check).toMatchObject({ state, says: expect.stringMatching(says) })
})

it('can not tell without a project', () => {
  const nowhere = pathToFileURL(`${tmpdir()}/there-is-none/`)
  expect(subscriptionCheck(nowhere, ['a'], '').state).toBe('unknown')
})
