// The rulebook: the files of every calendar and policy that ships, gathered for the commands and the build step.

import { parseBakedHolidays } from './calendar/baked-holidays.ts'
import type { Calendar } from './calendar/calendar.ts'
import { parseCalendar } from './calendar/parse-calendar.ts'
import { nearest, type Finding } from './finding.ts'
import { parsePolicy, type PolicyFiles } from './parse-policy.ts'
import type { Policy } from './policy.ts'
import { err, ok, type Result } from './result.ts'
import { withPast } from './versions.ts'

export type Rulebook = {
  /** Baked holidays by country and region. */
  readonly holidays: unknown
  /** Calendar files by id. */
  readonly calendars: Readonly<Record<string, unknown>>
  /** Policy folders by name. */
  readonly policies: Readonly<Record<string, RulebookPolicy>>
}

type RulebookPolicy = {
  readonly files: PolicyFiles
  /** Files of earlier versions by the name of their folder, where there are any. */
  readonly past?: Readonly<Record<string, PolicyFiles>>
  /** What an account of the CRM calls things, where it has names of its own: the adapter's to read. */
  readonly adopted?: unknown
  /** SHA-256 of the files of all versions and the calendars together. */
  readonly digest: string
}

/** A policy of the rulebook with all its versions, ready to decide. Errors: everything wrong with it or its calendars. */
export function policyOf(rulebook: Rulebook, name: string): Result<Policy, readonly Finding[]> {
  const calendars = calendarsOf(rulebook)
  if (!calendars.ok) return calendars
  const entry = Object.hasOwn(rulebook.policies, name) ? rulebook.policies[name] : undefined
  if (!entry) {
    const message = `unknown policy \`${name}\`${nearest(name, Object.keys(rulebook.policies))}`
    return err([{ file: 'rules', pointer: '', message }])
  }
  const policy = versionsOf(entry, calendars.value)
  if (policy.ok) return policy
  return err(policy.error.map((finding) => ({ ...finding, file: `rules/${name}/${finding.file}` })))
}

function versionsOf(
  { files, past = {}, digest }: RulebookPolicy,
  calendars: ReadonlyMap<string, Calendar>,
): Result<Policy, readonly Finding[]> {
  const findings: Finding[] = []
  const earlier = new Map<string, Policy>()
  for (const [date, old] of Object.entries(past)) {
    const version = parsePolicy(old, calendars, digest)
    if (version.ok) earlier.set(date, version.value)
    else findings.push(...version.error.map((one) => ({ ...one, file: `past/${date}/${one.file}` })))
  }
  const present = parsePolicy(files, calendars, digest)
  if (!present.ok) return err([...present.error, ...findings])
  return findings.length > 0 ? err(findings) : withPast(present.value, earlier)
}

function calendarsOf(rulebook: Rulebook): Result<ReadonlyMap<string, Calendar>, readonly Finding[]> {
  const baked = parseBakedHolidays(rulebook.holidays)
  if (!baked.ok) return err([{ file: 'rules/calendars/holidays.json', pointer: '', message: baked.error }])
  const calendars = new Map<string, Calendar>()
  for (const [id, raw] of Object.entries(rulebook.calendars)) {
    const calendar = parseCalendar(raw, baked.value, `rules/calendars/${id}.json`)
    if (!calendar.ok) return calendar
    calendars.set(id, calendar.value)
  }
  return ok(calendars)
}
