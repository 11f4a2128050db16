// Whether the calendars of a policy know their holidays: from the policy's first day to two years from now.

import { Temporal } from 'temporal-polyfill'
import type { Calendar } from '../src/rules/calendar/calendar.ts'
import type { Finding } from '../src/rules/finding.ts'
import { rulesOf, type Policy } from '../src/rules/policy.ts'

const yearsAhead = 2

/** Each calendar once, where it is first named. */
export function coverageFindings(policy: Policy, today: Temporal.PlainDate): readonly Finding[] {
  const named = new Map([[policy.calendar, { file: 'policy.json', pointer: '/calendar' }]])
  for (const { calendar, file, pointer } of rulesOf(policy, 'clock'))
    if (!named.has(calendar)) named.set(calendar, { file, pointer: `${pointer}/event/params/calendar` })
  return [...named].flatMap(([calendar, place]) =>
    shortcomings(calendar, policy, today).map((message) => ({ ...place, message })),
  )
}

function shortcomings(
  { id, coverage }: Calendar,
  { effectiveFrom }: Policy,
  today: Temporal.PlainDate,
): readonly string[] {
  const needed = today.add({ years: yearsAhead })
  const isLate = Temporal.PlainDate.compare(Temporal.PlainDate.from(effectiveFrom), coverage.from) < 0
  const isShort = Temporal.PlainDate.compare(coverage.to, needed) < 0
  const from = `the holidays of \`${id}\` are known from ${coverage.from.toString()} on, and this policy is in force from ${effectiveFrom}`
  const to = `the holidays of \`${id}\` are known to ${coverage.to.toString()}, and time limits need them to ${needed.toString()} at least: bake the years that follow (\`redress calendar bake\`)`
  return [...(isLate ? [from] : []), ...(isShort ? [to] : [])]
}
