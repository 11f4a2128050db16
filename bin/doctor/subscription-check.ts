// Whether the app project subscribes to what the policy reads. HubSpot tells an app nothing of its own subscriptions.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isRecord } from '../../src/rules/finding.ts'
import { buildAndUpload } from '../deploying.ts'
import { nowhere } from '../hubspot-project/subscriptions.ts'
import { fine, todo, unknown, type Check } from './check.ts'

const name = 'webhook subscription'

/** `project` is the folder of the app project; `properties` are those that a change of must be noticed. */
export function subscriptionCheck(project: URL, properties: readonly string[], publicUrl: string): Check {
  // HubSpot would not send there: it is the local one that does, whatever the project says.
  if (/^http:\/\/(localhost|127\.0\.0\.1)(:|$)/.test(publicUrl))
    return fine(name, 'on this machine the local HubSpot sends its webhooks without an app project')
  const config = readConfig(project)
  if (!config)
    return unknown(name, 'there is no app project in hubspot/ to look at', buildAndUpload(publicUrl))
  const target = isRecord(config['settings']) ? config['settings']['targetUrl'] : undefined
  const wanted = `${publicUrl}/webhooks/hubspot`
  if (publicUrl !== '' && target !== wanted)
    return todo(name, `goes to ${String(target)}`, buildAndUpload(publicUrl))
  const missing = missingFrom(config, properties)
  if (missing.length > 0)
    return todo(
      name,
      `missing in hubspot/: ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}`,
      buildAndUpload(publicUrl),
    )
  if (publicUrl === '' && String(target).startsWith(`${nowhere}/`))
    return unknown(
      name,
      `goes to ${String(target)}, which is nobody’s address`,
      buildAndUpload('https://<the Worker’s address>'),
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
