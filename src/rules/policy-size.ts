// How large a policy may be: far more than any procedure needs, and little enough to be read in a moment.

import { listIn } from './file-list.ts'
import { isRecord, type Report } from './finding.ts'

const mostEntries = { stages: 50, facts: 500, roles: 100, messages: 100, directory: 2000 } as const
const mostOptions = 200
const mostRules = 500

/** Reports what is too much in the files of a policy, before anything is read that would take long. */
export function reportSize(
  files: Readonly<Record<string, unknown>>,
  reporter: (file: string) => Report,
): void {
  const report = reporter('policy.json')
  const policy = files['policy.json']
  if (isRecord(policy)) {
    for (const [key, most] of Object.entries(mostEntries)) {
      const entries = policy[key]
      const count = isRecord(entries) ? Object.keys(entries).length : 0
      if (count > most) report(`/${key}`, `a policy has at most ${most} ${key}, and these are ${count}`)
    }
    for (const [name, fact] of Object.entries(isRecord(policy['facts']) ? policy['facts'] : {})) {
      const options = isRecord(fact) ? fact['options'] : undefined
      if (Array.isArray(options) && options.length > mostOptions)
        report(`/facts/${name}/options`, `a fact has at most ${mostOptions} options`)
    }
  }
  let rules = 0
  for (const [file, raw] of Object.entries(files)) {
    if (file === 'policy.json') continue
    rules += listIn(raw, 'rules')?.length ?? 0
    if (rules > mostRules)
      return reporter(file)('', `a policy has at most ${mostRules} rules in all its files`)
  }
}
