// Which Worker a command is for: its address, and what it may write.

import { CrmRefused } from '../../src/integrations/crm.ts'
import { modes, type Mode } from '../../src/rules/policy.ts'
import { deployedVar } from '../deployed-var.ts'
import type { Fetch } from '../../src/integrations/hubspot/settings.ts'
import type { Settings } from '../provision/settings.ts'
import { fieldsOf } from '../worker-request.ts'

export const workerUrlOf = (settings: Settings): string =>
  (settings['PUBLIC_URL'] ?? '').trim().replace(/\/+$/, '')

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

export const isLoopback = (url: string): boolean => URL.canParse(url) && loopback.has(new URL(url).hostname)

/** Whether the Worker, or for want of its address the CRM, is on this machine. */
export function isLocalSetup(settings: Settings): boolean {
  const url = workerUrlOf(settings)
  return isLoopback(url === '' ? (settings['HUBSPOT_API_BASE'] ?? '').trim() : url)
}

/** What the Worker itself says; `undefined` where it does not. */
export async function modeAt(url: string, fetch: Fetch): Promise<Mode | undefined> {
  if (url === '') return undefined
  try {
    const init = {
      method: 'GET',
      headers: {},
      redirect: 'manual' as const,
      signal: AbortSignal.timeout(5_000),
    }
    const { mode } = fieldsOf(await (await fetch(`${url}/health`, init)).text())
    return modes.find((one) => one === mode)
  } catch {
    return undefined
  }
}

/**
 * What is asked for, then what the Worker says; without it what the Worker would read: what is set here, then what
 * `wrangler.toml` deploys. Throws `CrmRefused` for no mode.
 */
export function modeOf(
  asked: string | undefined,
  settings: Settings,
  isLocal: boolean,
  atWorker?: Mode,
): Mode {
  const here = asked ?? atWorker ?? settings['REDRESS_MODE']?.trim()
  const given = here || (isLocal ? 'full' : (deployedVar('REDRESS_MODE') ?? 'observe'))
  const mode = modes.find((one) => one === given)
  if (mode) return mode
  throw new CrmRefused(`\`REDRESS_MODE\` is \`${given}\`: use ${modes.join(', ')}`)
}
