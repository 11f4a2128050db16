// What the adapter has to be told: which HubSpot account, which pipeline, and how to reach the outside.

import { CrmRefused } from '../crm.ts'
import type { DirectoryCache } from './directory.ts'
import type { RateBudget } from './rate-budget.ts'

export type HubSpotSettings = {
  readonly accessToken: string
  /** Default `https://api.hubapi.com`. */
  readonly apiBase?: string | undefined
  /** `v3` (default), or a dated version such as `2026-09`. */
  readonly apiVersion?: string | undefined
  /** Label of the ticket pipeline. */
  readonly pipeline: string
  /** Labels of the stages as the policy writes them. */
  readonly stages: readonly string[]
  /** Default 15 seconds. */
  readonly timeoutMs?: number | undefined
  /** How much of the account's limit Redress may use, above 0 and at most 1; the rest is for other apps. Default 0.8. */
  readonly rateShare?: string | undefined
}

export type Outside = {
  readonly fetch?: Fetch
  /** Milliseconds by the real clock: it ages the directory, and never decides a date. */
  readonly now?: () => number
  /** Between 0 and 1, to spread retries. */
  readonly random?: () => number
  /** One for the isolate, so that directories are not read anew for each message. */
  readonly cache?: DirectoryCache
  /** One for the isolate, so that all its calls together stay within the limit. */
  readonly budget?: RateBudget
  /** Milliseconds by a clock that only goes on, and waiting by it. */
  readonly elapsed?: () => number
  readonly sleep?: (ms: number) => Promise<void>
}

export type Fetch = (url: string, init: FetchInit) => Promise<Response>

type FetchInit = {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
  readonly redirect: 'manual'
  readonly signal: AbortSignal
}

/** The base URL without a slash at its end; throws `CrmRefused` where it is none. */
export function parseApiBase(apiBase: string | undefined): string {
  const base = (apiBase?.trim() || 'https://api.hubapi.com').replace(/\/+$/, '')
  if (!URL.canParse(base) || !/^https?:/i.test(base)) {
    throw new CrmRefused(`\`HUBSPOT_API_BASE\` is not an http address: \`${base}\``)
  }
  return base
}

/** The token without blanks around it; throws `CrmRefused`, never quoting it, where it can not be one. */
export function parseToken(accessToken: string): string {
  const token = accessToken.trim()
  if (token === '') throw new CrmRefused('`HUBSPOT_ACCESS_TOKEN` is not set')
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new CrmRefused('`HUBSPOT_ACCESS_TOKEN` holds a character that no token has')
  }
  return token
}

export type ApiVersion = { readonly kind: 'numbered' } | { readonly kind: 'dated'; readonly date: string }

/** `v3` or a dated version; throws `CrmRefused` for anything else. */
export function parseApiVersion(apiVersion: string | undefined): ApiVersion {
  const version = apiVersion?.trim() || 'v3'
  if (version === 'v3') return { kind: 'numbered' }
  if (/^\d{4}-\d{2}(-beta)?$/.test(version)) return { kind: 'dated', date: version }
  throw new CrmRefused(`\`HUBSPOT_API_VERSION\` is \`${version}\`: use \`v3\` or a date such as \`2026-09\``)
}

/** A share above 0 and at most 1; throws `CrmRefused` for anything else. */
export function parseRateShare(rateShare: string | undefined): number {
  const text = rateShare?.trim() || '0.8'
  const share = Number(text)
  if (share > 0 && share <= 1) return share
  throw new CrmRefused(
    `\`HUBSPOT_RATE_SHARE\` is \`${text}\`: use a number above 0 and at most 1, such as 0.8`,
  )
}
