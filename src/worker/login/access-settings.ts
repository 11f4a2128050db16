// Which Cloudflare Access speaks for the people who use the API: the team, and the tags of its applications.

import { err, ok, type Result } from '../../rules/result.ts'
import type { Env } from '../env.ts'

export type AccessSettings = {
  /** `https://<team>.cloudflareaccess.com`: who signs, and where the keys are. */
  readonly issuer: string
  /** AUD tags of the Access applications that stand in front of this Worker. */
  readonly audiences: readonly [string, ...string[]]
}

const settingNames = ['ACCESS_TEAM_DOMAIN', 'ACCESS_AUD'] as const

/** Error: what is missing or wrong, for whoever deploys. */
export function accessSettings(env: Env): Result<AccessSettings, string> {
  const missing = settingNames.filter((name) => !env[name]?.trim())
  if (missing.length > 0)
    return err(`set ${missing.map((name) => `\`${name}\``).join(' and ')} to open it to those who sign in`)
  const team = teamDomain(env.ACCESS_TEAM_DOMAIN ?? '')
  if (team === undefined)
    return err('`ACCESS_TEAM_DOMAIN` is no team domain: use `<team>` or `<team>.cloudflareaccess.com`')
  const [first, ...others] = (env.ACCESS_AUD ?? '').split(',').map((tag) => tag.trim())
  const isTag = (tag: string | undefined): tag is string => tag !== undefined && /^[\w-]{1,128}$/.test(tag)
  if (!isTag(first) || !others.every(isTag))
    return err('`ACCESS_AUD` is no tag of an Access application: use one, or several with commas between')
  return ok({ issuer: `https://${team}`, audiences: [first, ...others] })
}

/** `team`, `team.cloudflareaccess.com` or its address, in small letters; `undefined` for anything else. */
function teamDomain(given: string): string | undefined {
  const host = given
    .trim()
    .toLowerCase()
    .replace(/^https:\/\//, '')
    .replace(/\/+$/, '')
  const [, team] = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.cloudflareaccess\.com)?$/.exec(host) ?? []
  return team === undefined ? undefined : `${team}.cloudflareaccess.com`
}
