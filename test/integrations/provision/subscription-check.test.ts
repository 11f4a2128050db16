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

function projectWith(crmObjects: readonly object[], origin = 'https://redress.test'): URL {
  const folder = mkdtempSync(join(tmpdir(), 'redress-'))
  mkdirSync(join(folder, 'src/app/webhooks'), { recursive: true })
  const settings = { targetUrl: `${origin}/webhooks/hubspot` }
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

it('names the command that mends it, with the address where it is known', () => {
  const project = projectWith([creation], 'https://redress.example.com')
  const adviceAt = (url: string, properties: readonly string[] = []) => {
    const check = subscriptionCheck(project, properties, url)
    return check.state === 'fine' ? 'fine' : check.advice
  }
  const upload = 'npm run build:hubspot && (cd hubspot && hs project upload)'
  expect(adviceAt('https://other.test')).toBe(`PUBLIC_URL=https://other.test ${upload}`)
  expect(adviceAt('', ['a'])).toBe(upload)
  // The address that stands in the project until somebody says where the Worker is.
  expect(adviceAt('')).toBe(`PUBLIC_URL=https://<the Worker’s address> ${upload}`)
})

it('asks nothing of the project where the local HubSpot sends to this machine', () => {
  expect(subscriptionCheck(projectWith([]), ['a'], 'http://localhost:8787').state).toBe('fine')
  expect(subscriptionCheck(projectWith([]), ['a'], 'http://localhost.example').state).toBe('todo')
})

it('can not tell without a project', () => {
  const nowhere = pathToFileURL(`${tmpdir()}/there-is-none/`)
  expect(subscriptionCheck(nowhere, ['a'], '').state).toBe('unknown')
})
