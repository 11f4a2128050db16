// What the app project takes from how Redress is deployed: the policy of `wrangler.toml`, and the Worker's address.

import { existsSync, readFileSync } from 'node:fs'
import { isRecord } from '../../src/rules/finding.ts'
import { loadInstallation, type Installation } from '../provision/settings.ts'
import { webhooksFile } from './project-files.ts'
import { nowhere } from './subscriptions.ts'

const root = new URL('../../', import.meta.url)

/**
 * The policy that the Worker runs, by the names of the account. One app serves one account and one Worker, so it is told of
 * this policy's properties only. Ends the command with what is wrong with it.
 */
export function deployedInstallation(): Installation {
  return loadInstallation({}, {})
}

/** The address that the committed project sends to: a build without `PUBLIC_URL` keeps it. */
export function committedOrigin(): string {
  const file = new URL(webhooksFile, root)
  if (!existsSync(file)) return nowhere
  const { config }: { config?: unknown } = JSON.parse(readFileSync(file, 'utf8'))
  const settings = isRecord(config) ? config['settings'] : undefined
  const target = isRecord(settings) ? settings['targetUrl'] : undefined
  return typeof target === 'string' && URL.canParse(target) ? new URL(target).origin : nowhere
}
