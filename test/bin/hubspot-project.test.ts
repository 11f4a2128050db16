// The HubSpot app project: it is the policy's, HubSpot can read it, and the Worker understands whatever it subscribes to.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { SubscriptionCreateRequestEventTypeEnum } from '@hubspot/api-client/lib/codegen/webhooks/models/SubscriptionCreateRequest.js'
import { describe, expect, it } from 'vitest'
import { subscriptionCheck } from '../../bin/doctor/subscription-check.ts'
import { committedOrigin, deployedInstallation } from '../../bin/hubspot-project/deployment.ts'
import { projectFiles, webhooksFile } from '../../bin/hubspot-project/project-files.ts'
import {
  mostSubscriptions,
  subscriptionsOf,
  watchedProperties,
  type Subscriptions,
} from '../../bin/hubspot-project/subscriptions.ts'
import { installationOf } from '../../bin/provision/settings.ts'
import { rulesFolder } from '../../bin/rules-folder.ts'
import { versionsIn } from '../../bin/schema/generated-files.ts'
import { hintsOf, parseEvents } from '../../src/integrations/hubspot/events.ts'
import { noMapping } from '../../src/integrations/hubspot/adopted/mapping.ts'
import { lifeNewsOf } from '../../src/integrations/hubspot/life-events.ts'
import { definitionOf } from '../../src/integrations/hubspot/provision/definition.ts'
import type { Policy } from '../../src/rules/policy.ts'
import { bournville, bournvilleFiles, parsed } from '../rules/bournville.ts'

const root = new URL('../../', import.meta.url)
const project = new URL('hubspot/', root)
const origin = 'https://redress.test'
const definition = definitionOf(bournville)

/** The shipped policy with more facts that people fill in. */
function withFacts(names: readonly string[]): Policy {
  const files = bournvilleFiles()
  const { facts } = files['policy.json'] as { facts: Record<string, unknown> }
  for (const name of names) facts[name] = { type: 'boolean', label: name, property: `complaint_${name}` }
  const policy = parsed(files)
  if (!policy.ok) throw new Error(JSON.stringify(policy.error))
  return policy.value
}

async function propertiesOf(policy: Policy): Promise<readonly string[]> {
  const text = (await projectFiles(installationOf(policy), origin)).get(webhooksFile) ?? ''
  return [...text.matchAll(/"propertyName": "(.+)"/g)].map(([, name]) => name ?? '')
}

describe('the committed project', () => {
  it('is that of the policy that the Worker runs', async () => {
    const files = await projectFiles(deployedInstallation(), committedOrigin())
    const stale = [...files].filter(([path, text]) => {
      const url = new URL(path, root)
      return !existsSync(url) || readFileSync(url, 'utf8') !== text
    })
    expect(
      stale.map(([path]) => path),
      'policy and app project differ: run `npm run build:hubspot`, and upload it',
    ).toEqual([])
  })

  it('has what `redress doctor` looks for', () => {
    const watched = watchedProperties(deployedInstallation().definition)
    expect(subscriptionCheck(project, watched, committedOrigin())).toMatchObject({ state: 'fine' })
  })

  // What HubSpot's own project library (0.23.0) refuses before it asks for an account.
  it('keeps to the layout and the names that HubSpot allows', () => {
    const files = readdirSync(project, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.json'),
    )
    expect(files.toSorted()).toEqual([
      'hsproject.json',
      'src/app/app-hsmeta.json',
      'src/app/webhooks/webhooks-hsmeta.json',
    ])
    const parts = files.filter((path) => path.endsWith('-hsmeta.json')).map((path) => read(path))
    for (const part of parts) {
      expect(Object.keys(part).toSorted()).toEqual(['config', 'type', 'uid'])
      expect(part['uid']).toMatch(/^[\w.-]{1,64}$/)
    }
    expect(new Set(parts.map(({ uid }) => uid)).size).toBe(parts.length)
    const config = read('src/app/app-hsmeta.json')['config'] as Record<string, Record<string, unknown>>
    expect(Object.keys(config['auth'] ?? {}).toSorted()).toEqual(['requiredScopes', 'type'])
    expect(Object.keys(config['permittedUrls'] ?? {}).toSorted()).toEqual(['fetch', 'iframe', 'img'])
  })
})

const read = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(path, project), 'utf8'))

describe('a policy that changes', () => {
  it('changes the subscriptions: a new property, one that is gone, one that Redress fills in alone', async () => {
    const before = await propertiesOf(bournville)
    const after = await propertiesOf(withFacts(['pet']))
    expect(after.filter((name) => !before.includes(name))).toEqual(['complaint_pet'])
    expect(before).toContain('complaint_withdrawn_at')
    expect(before).toContain('complaint_stage1_started_at')
    expect(before).not.toContain('complaint_sla_status')
    const [first, ...rest] = [...bournville.facts].filter(([, fact]) => fact.property !== 'complaint_tenure')
    const without = await propertiesOf({ ...bournville, facts: new Map(first ? [first, ...rest] : []) })
    expect(before.filter((name) => !without.includes(name))).toEqual(['complaint_tenure'])
  })

  it('is watched by the names of the account, where it has its own', async () => {
    const mapping = {
      ...noMapping,
      properties: new Map([['complaint_tenure', { name: 'their_tenure', options: new Map() }]]),
    }
    const theirs = watchedProperties(installationOf(bournville, mapping).definition)
    expect(theirs).toContain('their_tenure')
    expect(theirs).not.toContain('complaint_tenure')
  })

  it('is refused past the subscriptions that HubSpot takes', async () => {
    const subscriptions = Object.values(subscriptionsOf(definition)).flat().length
    const names = Array.from({ length: mostSubscriptions - subscriptions + 1 }, (_, index) => `f${index}`)
    const facts = new Map(bournville.facts)
    for (const name of names)
      facts.set(name, {
        name,
        type: 'text',
        label: name,
        options: [],
        property: name,
        derive: undefined,
        mode: 'observe',
      })
    await expect(projectFiles(installationOf({ ...bournville, facts }), origin)).rejects.toThrow(
      '1001 subscriptions',
    )
  })

  it('is refused an address that HubSpot would not send to', async () => {
    await expect(projectFiles(installationOf(bournville), 'http://localhost:8787')).rejects.toThrow(
      'only to an address with https',
    )
  })
})

describe('the subscriptions', () => {
  const folders = [rulesFolder, new URL('../policies/', import.meta.url)]
  const policies = folders.flatMap((folder) => [...versionsIn(folder)])
  const known = new Set<string>(Object.values(SubscriptionCreateRequestEventTypeEnum))

  it.each(policies)('of %s are each made once, and of a type that HubSpot knows', (_, policy) => {
    const each = Object.values(subscriptionsOf(definitionOf(policy))).flat()
    expect(new Set(each.map((one) => JSON.stringify(one))).size).toBe(each.length)
    expect(each.length).toBeLessThanOrEqual(mostSubscriptions)
    expect(each.map(({ subscriptionType }) => subscriptionType).filter((type) => !known.has(type))).toEqual(
      [],
    )
    expect(watchedProperties(definitionOf(policy))).not.toContain('hs_lastmodifieddate')
  })

  it('bring nothing that the Worker would pass over', () => {
    const passedOver = eventsOf(subscriptionsOf(definition)).filter((event) => {
      const events = parseEvents([event])
      return events.ok && hintsOf(events.value, undefined).length === 0 && lifeNewsOf([event]) === undefined
    })
    expect(passedOver).toEqual([])
  })
})

/** One event of each subscription, as HubSpot would send it. */
const eventsOf = ({ crmObjects, legacyCrmObjects, hubEvents }: Subscriptions) => [
  ...crmObjects.map((each) => ({ ...each, objectTypeId: '0-5', objectId: 7, primaryObjectId: 7 })),
  ...legacyCrmObjects.map((each) => ({
    ...each,
    associationType: 'TICKET_TO_CONTACT',
    fromObjectId: 7,
    toObjectId: 8,
  })),
  ...hubEvents.map((each) => ({ ...each, objectId: 8 })),
]
