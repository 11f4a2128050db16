// Watches a folder such as `rules/` and says when something in it changed: once for changes that come together.

import { existsSync, readdirSync, watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { policyFoldersIn } from './policy-folder.ts'
import { calendarsFor } from './rules-folder.ts'

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
    while (isDue) {
      isDue = false
      // Folders come and go. Watched before the call, so that what changes during it is not missed.
      renew()
      await changed(latest)
    }
    isBusy = false
  }
  void run()
  return () => {
    isDue = false
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

/** A folder reports what happens to the files in it, whatever way an editor replaces them. */
function foldersOf(policy: string | undefined, rules: URL): readonly string[] {
  const policies = policy === undefined ? policyFoldersIn(rules) : [policy]
  return [
    rules,
    ...policies.map((name) => new URL(`${name}/`, rules)).filter((folder) => existsSync(folder)),
    calendarsFor(rules),
  ].flatMap((folder) => [fileURLToPath(folder), ...(folder === rules ? [] : foldersIn(folder))])
}

const foldersIn = (folder: URL): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
