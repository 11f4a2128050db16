// The Worker's bindings and settings, checked once at the edge.

import { modes, type Mode } from '../rules/policy.ts'
import { err, ok, type Result } from '../rules/result.ts'
import type { Message } from './message.ts'

export type Env = {
  readonly DB: D1Database
  readonly TICKETS: Queue<Message>
  readonly HUBSPOT_ACCESS_TOKEN?: string
  readonly HUBSPOT_CLIENT_SECRET?: string
  readonly HUBSPOT_APP_ID?: string
  readonly HUBSPOT_API_BASE?: string
  readonly HUBSPOT_API_VERSION?: string
  /** How much of the account's limit Redress may use; 0.8 unless set. */
  readonly HUBSPOT_RATE_SHARE?: string
  readonly REDRESS_POLICY?: string
  readonly REDRESS_MODE?: string
  readonly REDRESS_LOCAL?: string
  readonly PUBLIC_URL?: string
  /** Cloudflare Access, by which people sign in: the team's name or domain, and the AUD tag of each application. */
  readonly ACCESS_TEAM_DOMAIN?: string
  readonly ACCESS_AUD?: string
}

export const isLocal = (env: Env): boolean => env.REDRESS_LOCAL === '1'

/** How much Redress may write. Error: a mode that there is not, which must never be read as another. */
export function modeOf(env: Env): Result<Mode, string> {
  const given = env.REDRESS_MODE?.trim() || (isLocal(env) ? 'full' : 'observe')
  const mode = modes.find((one) => one === given)
  return mode ? ok(mode) : err(`\`REDRESS_MODE\` is \`${given}\`: use ${modes.join(', ')}`)
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether a request came to this machine itself: local conveniences are refused to any other. */
export const isLoopback = (url: URL): boolean => loopback.has(url.hostname)
