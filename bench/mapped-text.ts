// Which file each piece of a bundle came from, by its source map.

type SourceMap = { readonly sources: readonly string[]; readonly mappings: string }

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The text of each source in the order of the bundle; `''` has what is before the first piece that came from anywhere. */
export function textBySource(text: string, { sources, mappings }: SourceMap): ReadonlyMap<string, string> {
  const pieces = new Map<string, string[]>()
  let source = 0
  let current = ''
  const lines = text.split('\n')
  const take = (piece: string) => {
    const known = pieces.get(current)
    if (known) known.push(piece)
    else pieces.set(current, [piece])
  }
  const mappedLines = mappings.split(';')
  for (const [index, line] of lines.entries()) {
    const mapped = mappedLines[index] ?? ''
    // Notices at the end, which came from nowhere in particular.
    if (index >= mappedLines.length) current = ''
    let column = 0
    let taken = 0
    for (const segment of mapped === '' ? [] : mapped.split(',')) {
      const [columns = 0, sourceStep] = numbersIn(segment)
      column += columns
      take(line.slice(taken, column))
      taken = column
      if (sourceStep === undefined) continue
      source += sourceStep
      current = sources[source] ?? ''
    }
    take(`${line.slice(taken)}\n`)
  }
  return new Map([...pieces].map(([name, parts]) => [name, parts.join('')]))
}

/** Base64 digits of five bits each and one that says whether another follows; the lowest bit of a number is its sign. */
function numbersIn(segment: string): readonly number[] {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const char of segment) {
    const digit = digits.indexOf(char)
    value += (digit % 32) * 2 ** shift
    shift += 5
    if (digit >= 32) continue
    numbers.push(value % 2 === 0 ? value / 2 : -(value - 1) / 2)
    value = 0
    shift = 0
  }
  return numbers
}
