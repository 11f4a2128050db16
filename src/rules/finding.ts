// A finding: one mistake in a policy, with the place where it stands.

export type Finding = { readonly file: string; readonly pointer: string; readonly message: string }

/** Records a finding at a JSON pointer and answers `undefined`, so that a parser can return it. */
export type Report = (pointer: string, message: string) => undefined

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `, did you mean …?` for the nearest of the known names, or nothing when none is near. */
export function nearest(name: string, known: Iterable<string>): string {
  let best = ''
  let least = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    // At least as many letters differ as one has more.
    if (Math.abs(candidate.length - name.length) >= least) continue
    const distance = editDistance(name.slice(0, 64).toLowerCase(), candidate.slice(0, 64).toLowerCase())
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best === '' ? '' : `, did you mean \`${best}\`?`
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, left] of Array.from(a).entries()) {
    const next = [i + 1]
    for (const [j, right] of Array.from(b).entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (left === right ? 0 : 1)))
    row = next
  }
  return row.at(-1) ?? 0
}
