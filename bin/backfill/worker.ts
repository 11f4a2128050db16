// Which Worker a backfill is for: its address, and what it may write as far as that can be told from here.

import { CrmRefused } from '../../src/integrations/crm.ts'
import { modes, type Mode } from '../../src/rules/policy.ts'
import { deployedVar } from '../deployed-var.ts'
import type { Settings } from '../provision/settings.ts'

export const workerUrlOf = (settings: Settings): string =>
  (settings['PUBLIC_URL'] ?? '').trim().replace(/\/+$/, '')

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

export const isLoopback = (url: string): boolean => URL.canParse(url) && loopback.has(new URL(url).hostname)

/** Whether the Worker, or for want of its address the CRM, is on this machine. */
export function isLocalSetup(settings: Settings): boolean {
  const url = workerUrlOf(settings)
  return isLoopback(url === '' ? (settings['HUBSPOT_API_BASE'] ?? '').trim() : url)
}

/** As the Worker reads it: what is set here, then what `wrangler.toml` deploys. Throws `CrmRefused` for no mode. */
export function modeOf(asked: string | undefined, settings: Settings, isLocal: boolean): Mode {
  const here = asked ?? settings['REDRESS_MODE']?.trim()
  const given = here || (isLocal ? 'full' : (deployedVar('REDRESS_MODE') ?? 'observe'))
  const mode = modes.find((one) => one === given)
  if (mode) return mode
  throw new CrmRefused(`\`REDRESS_MODE\` is \`${given}\`: use ${modes.join(', ')}`)
}
