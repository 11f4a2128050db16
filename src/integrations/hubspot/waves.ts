// Many calls, a few at a time: an invocation may hold six connections open.

const width = 4

/** Splits `items` into calls of at most `size` and runs them four at a time; what they answer, in order. */
export async function inWaves<T, R>(
  items: readonly T[],
  size: number,
  run: (batch: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const answers: R[] = []
  for (let at = 0; at < items.length; at += size * width) {
    const wave = items.slice(at, at + size * width)
    const batches = Array.from({ length: Math.ceil(wave.length / size) }, (_, index) =>
      wave.slice(index * size, (index + 1) * size),
    )
    answers.push(...(await Promise.all(batches.map(run))).flat())
  }
  return answers
}
