// Every call that was made, so that tests and the board can count them.

export type Call = {
  readonly at: string
  readonly method: string
  /** As it was called, without the query. */
  readonly path: string
  /** The numbered path that answered, the same for `v3` and dated calls. */
  readonly route: string
  readonly status: number
  /** How many inputs a batch call had; 1 for any other. */
  readonly count: number
  readonly ms: number
  /** The fault that struck it. */
  readonly fault?: string
}

type CallFilter = {
  readonly method?: string
  readonly path?: string | RegExp
  readonly status?: number
}

export type CallLog = {
  add: (call: Call) => void
  calls: (filter?: CallFilter) => readonly Call[]
  reset: () => void
}

const kept = 50_000

export function createCallLog(): CallLog {
  let calls: Call[] = []
  return {
    add: (call) => {
      calls.push(call)
      if (calls.length > kept) calls = calls.slice(-kept / 2)
    },
    calls: (filter = {}) => calls.filter((call) => fits(call, filter)),
    reset: () => {
      calls = []
    },
  }
}

/** A string fits a path that starts with it, as called or in numbered form. */
export function fitsPath(wanted: string | RegExp | undefined, ...paths: readonly string[]): boolean {
  if (wanted === undefined) return true
  return paths.some((path) => (typeof wanted === 'string' ? path.startsWith(wanted) : wanted.test(path)))
}

const fits = (call: Call, { method, path, status }: CallFilter): boolean =>
  (method === undefined || method === call.method) &&
  (status === undefined || status === call.status) &&
  fitsPath(path, call.route, call.path)
