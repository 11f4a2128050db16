// Whether the app project subscribes to what the policy reads. HubSpot tells an app nothing of its own subscriptions.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isRecord } from '../../src/rules/finding.ts'
import { fine, todo, unknown, type Check } from './check.ts'

const name = 'webhook subscription'

/** `project` is the folder of the app project; `properties` are those that a change of must be noticed. */
export function subscriptionCheck(project: URL, properties: readonly string[], publicUrl: string): Check {
  const config = readConfig(project)
  if (!config)
    return unknown(
      name,
      'there is no app project in hubspot/ to look at',
      'subscribe the app to creation of tickets and to changes of each property: `redress describe --properties`',
    )
  const target = isRecord(config['settings']) ? config['settings']['targetUrl'] : undefined
  const wanted = `${publicUrl}/webhooks/hubspot`
  if (publicUrl !== '' && target !== wanted)
    return todo(
      name,
      `goes to ${String(target)}`,
      `PUBLIC_URL=${publicUrl} npm run build:hubspot, then upload the project`,
    )
  const missing = missingFrom(config, properties)
  if (missing.length > 0)
    return todo(
      name,
      `missing in hubspot/: ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}`,
      'npm run build:hubspot, then upload the project',
    )
  return fine(
    name,
    `the project has creation and ${properties.length} properties, to ${String(target)}; whether it is uploaded is on the app’s page`,
  )
}

function missingFrom(config: Fields, properties: readonly string[]): readonly string[] {
  const subscriptions = isRecord(config['subscriptions']) ? config['subscriptions'] : {}
  const active = Object.values(subscriptions)
    .flat()
    .filter((each) => isRecord(each) && each['active'] === true)
    .filter(isRecord)
  const changes = new Set(active.map((each) => each['propertyName']))
  const isCreation = active.some((each) => String(each['subscriptionType']).endsWith('.creation'))
  return [...(isCreation ? [] : ['creation of tickets']), ...properties.filter((each) => !changes.has(each))]
}

type Fields = Readonly<Record<string, unknown>>

function readConfig(project: URL): Fields | undefined {
  if (!existsSync(project)) return undefined
  const files = readdirSync(project, { recursive: true, encoding: 'utf8' })
  const file = files.find(
    (each) => /webhooks[^/\\]*-hsmeta\.json$/.test(each) && !each.includes('node_modules'),
  )
  if (file === undefined) return undefined
  try {
    const body: unknown = JSON.parse(readFileSync(new URL(file.replaceAll('\\', '/'), project), 'utf8'))
    return isRecord(body) && isRecord(body['config']) ? body['config'] : undefined
  } catch {
    return undefined
  }
}
