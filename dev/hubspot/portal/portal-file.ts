// Keeps an account in one JSON file: read at start, written whole and swapped in, so that a crash never leaves half of one.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Crm } from './crm.ts'
import { type Portal, objectTypes } from './portal.ts'

const format = 1
const delayMs = 250

/** The account in the file, or nothing where there is no file yet. Throws on a file that is not one of ours. */
export function readPortal(path: string): { portal: Portal; now: string | null } | undefined {
  if (!existsSync(path)) return undefined
  try {
    const saved = JSON.parse(readFileSync(path, 'utf8'))
    if (saved?.format !== format) throw new Error(`format ${saved?.format}, expected ${format}`)
    return { portal: fromSaved(saved), now: saved.now }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${path}: not a local HubSpot's file, mend it or delete it to start afresh: ${why}`, { cause })
  }
}

export type PortalFile = { save: () => void; close: () => void }

/** Writes the account a moment after each change, and what is still unwritten on close. */
export function keepPortal(crm: Crm, path: string): PortalFile {
  let timer: NodeJS.Timeout | undefined
  const save = (): void => {
    clearTimeout(timer)
    timer = undefined
    writePortal(crm, path)
  }
  crm.touchListeners.add(() => {
    timer ??= setTimeout(save, delayMs).unref()
  })
  return { save, close: () => timer && save() }
}

function writePortal(crm: Crm, path: string): void {
  const { objects, properties, groups, links, ...rest } = crm.portal
  const saved = {
    format,
    now: crm.clock.isStopped() ? crm.clock.now() : null,
    ...rest,
    objects: lists(objects),
    properties: lists(properties),
    groups: lists(groups),
    links: [...links].map(([key, keys]) => [key, [...keys]]),
  }
  mkdirSync(dirname(path), { recursive: true })
  const partial = `${path}.partial`
  writeFileSync(partial, JSON.stringify(saved))
  renameSync(partial, path)
}

const lists = <T>(maps: Record<string, Map<string, T>>): Record<string, T[]> =>
  Object.fromEntries(Object.entries(maps).map(([type, map]) => [type, [...map.values()]]))

function fromSaved({ format: _, now: __, objects, properties, groups, links, ...rest }: Saved): Portal {
  return {
    ...rest,
    objects: maps(objects, 'id'),
    properties: maps(properties, 'name'),
    groups: maps(groups, 'name'),
    links: new Map(links.map(([key, keys]) => [key, new Set(keys)])),
  }
}

type Lists<T> = { [K in keyof T]: T[K] extends Map<string, infer V> ? V[] : never }
type Saved = Omit<Portal, 'objects' | 'properties' | 'groups' | 'links'> & {
  format: number
  now: string | null
  objects: Lists<Portal['objects']>
  properties: Lists<Portal['properties']>
  groups: Lists<Portal['groups']>
  links: [string, string[]][]
}

function maps<T, K extends keyof T>(saved: Record<string, T[]>, key: K): Record<(typeof objectTypes)[number], Map<string, T>> {
  const mapOf = (type: string): Map<string, T> => new Map((saved[type] ?? []).map((each) => [String(each[key]), each]))
  return { tickets: mapOf('tickets'), tasks: mapOf('tasks'), notes: mapOf('notes') }
}
