// Watches a folder such as `rules/` and says when something in it changed: once for changes that come together.

import { readdirSync, watch, type FSWatcher } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Editors write a file in several goes. */
const quiet = 150

/**
 * Calls `changed` at first and after each change to a policy (all of them unless named) or a calendar, with the name of
 * the file that changed last; never while a call is still at work. Answers how to end it.
 */
export function watchRules(
  policy: string | undefined,
  rules: URL,
  changed: (file: string | undefined) => Promise<void>,
): () => void {
  let watchers: readonly FSWatcher[] = []
  let timer: NodeJS.Timeout | undefined
  let latest: string | undefined
  let isBusy = false
  let isDue = true
  let isEnded = false

  const renew = () => {
    for (const watcher of watchers) watcher.close()
    watchers = foldersOf(policy, rules).map((folder) =>
      watch(folder, (_, file) => {
        // Swap and backup files of editors are no rules.
        if (file !== null && !/^\.|~$|\.(swp|tmp)$/.test(file)) note(file)
      }).on('error', () => note(undefined)),
    )
  }
  const note = (file: string | undefined) => {
    latest = file
    clearTimeout(timer)
    timer = setTimeout(() => {
      isDue = true
      void run()
    }, quiet)
  }
  const run = async (): Promise<void> => {
    if (isBusy) return
    isBusy = true
    while (isDue && !isEnded) {
      isDue = false
      // Folders come and go. Watched before the call, so that what changes during it is not missed.
      renew()
      await changed(latest)
    }
    isBusy = false
  }
  void run()
  return () => {
    isEnded = true
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

/** A folder reports what happens to the files in it, whatever way an editor replaces them. */
function foldersOf(policy: string | undefined, rules: URL): readonly string[] {
  const entries = readdirSync(rules, { recursive: true, withFileTypes: true })
  const root = fileURLToPath(rules).replace(/[\\/]$/, '')
  const inside = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${entry.parentPath.replace(/[\\/]$/, '')}/${entry.name}`)
    .filter((path) => {
      const [top = ''] = path.slice(root.length + 1).split(/[\\/]/)
      return policy === undefined || top === policy || top === 'calendars'
    })
  return [root, ...inside]
}
