// Simulated time: what is to happen and when, and one thing after the other. Waiting costs nothing.

export type Appointment = { readonly at: number; readonly order: number; readonly act: () => unknown }

export type Timeline = ReturnType<typeof createTimeline>

/** The real ones, taken before anything is replaced. */
const turn = setImmediate

/** `isBusy`: whether something is still under way that comes to its next step by itself. */
export function createTimeline(startAt: number, isBusy: () => boolean) {
  let now = startAt
  let order = 0
  const heap: Appointment[] = []
  const cancelled = new Set<Appointment>()

  const isBefore = (a: Appointment, b: Appointment) => a.at < b.at || (a.at === b.at && a.order < b.order)
  const insert = (one: Appointment): void => {
    let [low, high] = [0, heap.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const other = heap[middle]
      if (other && isBefore(one, other)) low = middle + 1
      else high = middle
    }
    // The next one stands last.
    heap.splice(low, 0, one)
  }
  const next = (): Appointment | undefined => {
    for (let last = heap.at(-1); last; last = heap.at(-1)) {
      if (!cancelled.delete(last)) return last
      heap.pop()
    }
    return undefined
  }

  return {
    now: () => now,
    at(time: number, act: () => unknown): Appointment {
      const one = { at: Math.max(Math.ceil(time), now), order: (order += 1), act }
      insert(one)
      return one
    },
    after(ms: number, act: () => unknown): Appointment {
      return this.at(now + ms, act)
    },
    cancel: (one: Appointment): void => void cancelled.add(one),
    /** When the next thing happens. */
    nextAt: (): number => next()?.at ?? Number.POSITIVE_INFINITY,
    /** Does the next thing, and all that follows from it at once. */
    async step(): Promise<void> {
      const one = next()
      if (!one) return
      heap.pop()
      now = one.at
      await one.act()
      await quiet()
    },
    pass: (until: number): void => {
      now = Math.max(now, until)
    },
  }

  /** Until everything that is under way waits for its next step. */
  async function quiet(): Promise<void> {
    for (let turns = 0; turns < 10_000; turns += 1) {
      await new Promise((resolve) => turn(resolve))
      if (!isBusy()) return
    }
    throw new Error('something goes on outside the simulated time')
  }
}
