// Keeps an account in one JSON file: read at start, written whole and swapped in, so that a crash never leaves half of one.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Crm } from './crm.ts'
import type { CrmObject, Group, ObjectType, Portal, Property } from './portal.ts'

const format = 1
const delayMs = 250

/** The account in the file, or nothing where there is no file yet. Throws on a file that is not one of ours. */
export function readPortal(path: string): { portal: Portal; now: string | null } | undefined {
  if (!existsSync(path)) return undefined
  try {
    const saved = JSON.parse(readFileSync(path, 'utf8'))
    if (saved?.format !== format) throw new Error(`format ${saved?.format}, expected ${format}`)
    return { portal: fromSaved(saved.portal), now: saved.now }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${path}: not a local HubSpot's file, mend it or delete it to start afresh: ${why}`, {
      cause,
    })
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
  const portal: SavedPortal = {
    ...rest,
    objects: lists(objects),
    properties: lists(properties),
    groups: lists(groups),
    links: [...links].map(([key, keys]) => [key, [...keys]]),
  }
  const now = crm.clock.isStopped() ? crm.clock.now() : null
  mkdirSync(dirname(path), { recursive: true })
  const partial = `${path}.partial`
  writeFileSync(partial, JSON.stringify({ format, now, portal }))
  renameSync(partial, path)
}

type Lists<T> = Record<ObjectType, T[]>

type SavedPortal = Omit<Portal, 'objects' | 'properties' | 'groups' | 'links'> & {
  objects: Lists<CrmObject>
  properties: Lists<Property>
  groups: Lists<Group>
  links: [string, string[]][]
}

const fromSaved = ({ objects, properties, groups, links, ...rest }: SavedPortal): Portal => ({
  ...rest,
  objects: mapsBy(objects, ({ id }) => id),
  properties: mapsBy(properties, ({ name }) => name),
  groups: mapsBy(groups, ({ name }) => name),
  links: new Map(links.map(([key, keys]) => [key, new Set(keys)])),
})

const lists = <T>({ tickets, tasks, notes }: Record<ObjectType, Map<string, T>>): Lists<T> => ({
  tickets: [...tickets.values()],
  tasks: [...tasks.values()],
  notes: [...notes.values()],
})

function mapsBy<T>(saved: Lists<T>, keyOf: (each: T) => string): Record<ObjectType, Map<string, T>> {
  const mapOf = (all: T[]): Map<string, T> => new Map(all.map((each) => [keyOf(each), each]))
  return { tickets: mapOf(saved.tickets), tasks: mapOf(saved.tasks), notes: mapOf(saved.notes) }
}
