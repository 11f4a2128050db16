// How alike two names are, between 0 and 1, so that what people called something can be matched with what a policy does.

/** By pairs of letters that both have; case, punctuation and word breaks do not count. */
export function likeness(one: string, other: string): number {
  const [a, b] = [plain(one), plain(other)]
  if (a === b) return a === '' ? 0 : 1
  const left = pairsOf(a)
  const right = pairsOf(b)
  if (left.length === 0 || right.length === 0) return 0
  const rest = [...right]
  const shared = left.filter((pair) => {
    const at = rest.indexOf(pair)
    if (at !== -1) rest.splice(at, 1)
    return at !== -1
  })
  // A figure is what tells stage 1 from stage 2.
  const figures = (text: string) => text.replaceAll(/\D/g, '')
  const penalty = figures(a) === figures(b) ? 0 : 0.5
  return Math.max(0, (2 * shared.length) / (left.length + right.length) - penalty)
}

const figureWords: Readonly<Record<string, string>> = {
  one: '1',
  two: '2',
  three: '3',
  first: '1',
  second: '2',
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => figureWords[word] ?? word)
    .join('')

const pairsOf = (text: string): readonly string[] =>
  Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2))

export type Match<A, B> = { readonly ours: A; readonly theirs: B; readonly score: number }

/** Each of ours with at most one of theirs, the most alike first. */
export function bestMatches<A, B>(
  ours: readonly A[],
  theirs: readonly B[],
  score: (one: A, other: B) => number,
  least: number,
): readonly Match<A, B>[] {
  const candidates = ours
    .flatMap((one) => theirs.map((other) => ({ ours: one, theirs: other, score: score(one, other) })))
    .filter((match) => match.score >= least)
    .toSorted((a, b) => b.score - a.score)
  const matches: Match<A, B>[] = []
  for (const candidate of candidates)
    if (!matches.some((match) => match.ours === candidate.ours || match.theirs === candidate.theirs))
      matches.push(candidate)
  return matches
}
