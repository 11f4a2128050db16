// Findings for a reader: a line each, and under what is not in order what to do.

import { table } from '../table.ts'
import type { Check } from './check.ts'

const signs = { fine: '✓', todo: '✗', unknown: '?' } as const

export function checkLines(checks: readonly Check[]): readonly string[] {
  const rows = table(checks.map(({ state, name, says }) => [signs[state], name, says]))
  return checks.flatMap((check, index) => {
    const next = checks[index + 1]
    const isSame = check.state !== 'fine' && next && next.state !== 'fine' && next.advice === check.advice
    const advice = check.state === 'fine' || isSame ? [] : [`    → ${check.advice}`]
    return [rows[index] ?? '', ...advice]
  })
}
