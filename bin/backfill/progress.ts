// How far a long command is: one line, rewritten where a person looks on, else a line from time to time.

export type Progress = {
  /** About how many there will be from now on, and how many were done before. */
  readonly expect: (count: number, before?: number) => void
  readonly advance: (count: number) => void
  /** Something else to say in between, on a line of its own. */
  readonly note: (line: string) => void
  /** Clears the line, so that something else can be printed. */
  readonly clear: () => void
}

export type Screen = {
  readonly isTerminal: boolean
  readonly write: (text: string) => void
  /** Milliseconds by a clock that only goes on. */
  readonly elapsed: () => number
}

/** Between two lines where nobody rewrites them. */
const apartMs = 5000

export function createProgress(verb: string, { isTerminal, write, elapsed }: Screen): Progress {
  let startedAt = elapsed()
  let expected = 0
  let done = 0
  let doneBefore = 0
  let toldAt = startedAt
  let isShown = false
  const clear = () => {
    if (isShown) write('\r\u001B[2K')
    isShown = false
  }
  const tell = () => {
    const now = elapsed()
    const line = `${verb} ${progressLine({ done, doneBefore, expected }, (now - startedAt) / 1000)}`
    if (isTerminal) {
      write(`\r\u001B[2K${line}`)
      isShown = true
    } else if (now - toldAt >= apartMs) {
      write(`${line}\n`)
      toldAt = now
    }
  }
  return {
    expect: (count, before = 0) => {
      done = before
      expected = before + count
      doneBefore = before
      startedAt = elapsed()
      toldAt = startedAt
      tell()
    },
    advance: (count) => {
      done += count
      tell()
    },
    note: (line) => {
      clear()
      write(`${line}\n`)
    },
    clear,
  }
}

/** Of fewer no pace can be told. */
const fewest = 100

/** `4,200 of about 10,500 tickets, 780 a second, 8 s left`. */
export function progressLine(
  { done, doneBefore, expected }: Readonly<Record<'done' | 'doneBefore' | 'expected', number>>,
  seconds: number,
): string {
  const now = done - doneBefore
  const rate = seconds > 0 && now >= fewest ? now / seconds : 0
  const pace =
    rate === 0 ? [] : [`${counted(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate))} a second`]
  const left = expected - done
  const rest = rate === 0 || left <= 0 ? [] : [`${duration(left / rate)} left`]
  // Tickets come while it runs.
  const of = expected > done ? `${counted(done)} of about ${counted(expected)}` : counted(done)
  return [`${of} tickets`, ...pace, ...rest].join(', ')
}

export const counted = (count: number): string => count.toLocaleString('en-GB')

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
