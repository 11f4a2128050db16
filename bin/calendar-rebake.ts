// What a new table of a region's holidays does to the one that is there: no year is lost, and every change is listed.

import type { BakedRegion } from '../src/rules/calendar/baked-holidays.ts'
import type { Years } from './holidays.ts'
import { type Result, err, ok } from '../src/rules/result.ts'

type Day = BakedRegion['days'][number]

export type Rebake = {
  readonly region: BakedRegion
  /** Whether the table did not have the region. */
  readonly isNew: boolean
  readonly added: readonly Day[]
  readonly removed: readonly Day[]
  /** The same date under another title: the date, then both titles. */
  readonly retitled: readonly (readonly [on: string, from: string, to: string])[]
}

const yearOf = (date: string): number => Number(date.slice(0, 4))

/** The years to bake for a table to cover all that it did and all that is asked for, without a gap. */
export function yearsToBake(asked: Years, old: BakedRegion | undefined): Years {
  if (!old) return asked
  return { from: Math.min(asked.from, yearOf(old.from)), to: Math.max(asked.to, yearOf(old.to)) }
}

/**
 * The region's table with the years asked for as `fresh` has them, and all others of the old table as they were.
 * `fresh` covers `yearsToBake`. Error: a year that had holidays and would have none.
 */
export function rebake(
  fresh: BakedRegion,
  old: BakedRegion | undefined,
  asked: Years,
  confirmedTo = old?.confirmedTo,
): Result<Rebake, string> {
  const isAsked = (year: number): boolean => year >= asked.from && year <= asked.to
  const isKept = (year: number): boolean =>
    old !== undefined && !isAsked(year) && year >= yearOf(old.from) && year <= yearOf(old.to)
  const kept = (old?.days ?? []).filter(([on]) => isKept(yearOf(on)))
  const days = [...kept, ...fresh.days.filter(([on]) => !isKept(yearOf(on)))].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const before = new Map(old?.days)
  const after = new Map(days)
  const yearsLeft = new Set(days.map(([on]) => yearOf(on)))
  const lost = [...before.keys()].map(yearOf).find((year) => !yearsLeft.has(year))
  if (lost !== undefined) return err(`${lost} has holidays in the table, and would have none`)
  const { from, to } = fresh
  return ok({
    region: { from, to, ...(confirmedTo === undefined ? {} : { confirmedTo }), days },
    isNew: !old,
    added: days.filter(([on]) => !before.has(on)),
    removed: [...before].filter(([on]) => !after.has(on)),
    retitled: days.flatMap(([on, title]) => {
      const was = before.get(on)
      return was === undefined || was === title ? [] : [[on, was, title] as const]
    }),
  })
}

/** Years of a table in which there is no holiday at all: most likely something is missing. */
export function emptyYears({ from, to, days }: BakedRegion): readonly number[] {
  const filled = new Set(days.map(([on]) => yearOf(on)))
  const years = Array.from({ length: yearOf(to) - yearOf(from) + 1 }, (_, index) => yearOf(from) + index)
  return years.filter((year) => !filled.has(year))
}
