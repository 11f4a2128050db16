// How far a backfill has come, kept in a file that git ignores, so that it goes on where it stopped.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRecord } from '../../src/rules/finding.ts'
import type { Position } from './pages.ts'
import type { Place } from './run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Where `npm start` keeps its things, too. */
export const stateFolder = (named: string | undefined): string => resolve(root, named ?? '.redress')

export type PlaceFile = {
  readonly read: () => Place | undefined
  readonly keep: (place: Place) => void
  readonly remove: () => void
}

export function placeFile(folder: string, account: string): PlaceFile {
  const file = resolve(folder, `backfill-${account.replaceAll(/\W/g, '')}.json`)
  return {
    read: () => (existsSync(file) ? parsePlace(readFileSync(file, 'utf8')) : undefined),
    keep: (place) => {
      mkdirSync(dirname(file), { recursive: true })
      // Whole at any time, however this ends.
      writeFileSync(`${file}.new`, `${JSON.stringify(place)}\n`)
      renameSync(`${file}.new`, file)
    },
    remove: () => rmSync(file, { force: true }),
  }
}

/** Nothing where it can not be read: then all is sent again, which does no harm. */
function parsePlace(text: string): Place | undefined {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(raw)) return undefined
  const { account, worker, policy, digest, since, savedAt, sent } = raw
  const position = parsePosition(raw['position'])
  const texts = [account, worker, policy, digest, since, savedAt]
  if (!position || typeof sent !== 'number' || !texts.every((each) => typeof each === 'string'))
    return undefined
  return {
    account: String(account),
    worker: String(worker),
    policy: String(policy),
    digest: String(digest),
    since: String(since),
    savedAt: String(savedAt),
    position,
    sent,
  }
}

function parsePosition(raw: unknown): Position | undefined {
  if (!isRecord(raw)) return undefined
  const { search, after } = raw
  if (typeof search !== 'number' || !Number.isInteger(search) || search < 0) return undefined
  return after === null || typeof after === 'string' ? { search, after } : undefined
}
