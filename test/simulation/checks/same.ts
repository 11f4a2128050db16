// Check 1: at the end of each phase every ticket is where a run without faults puts it.
//
// The other run has the same acts at the same instants, with every notice delivered at once, and sweeps on time. What
// may differ, because it rests on when Redress looked, and on nothing that people recorded:
// - `complaint_decision`: it names the day of the move, which is the day on which Redress made it. That it says what the
//   last decision said is seen to by the replay and by the writes that have to be explained.
// - reminders that something is due soon: nobody has to be reminded where Redress first looks when it is overdue, or
//   after it was done. There may be fewer, never others.
// - tasks that say what HubSpot wants filled in, for a ticket of which it refused a write.
// - tasks that are done already: there may be fewer of these, too, and never others.
// Stages, owners, dates, statuses, results, clocks and what is still to be done have to be the same.

import type { Snapshot, Standing } from '../snapshot.ts'

/** `refused`: numbers of tickets of which a write was refused. */
export function differences(
  calm: Snapshot,
  faulted: Snapshot,
  refused: ReadonlySet<number>,
): readonly string[] {
  return [...calm.tickets].flatMap(([number, expected]) => {
    const actual = faulted.tickets.get(number)
    const told = actual ? differencesOf(expected, actual, refused.has(number)) : ['it is not there']
    return told.map((difference) => `ticket ${number}: ${difference}`)
  })
}

const isReminder = (key: string): boolean => key.includes('-due-soon/')

function differencesOf(expected: Standing, actual: Standing, isRefused: boolean): readonly string[] {
  const told: string[] = []
  const compare = (what: string, one: unknown, other: unknown) => {
    const [left, right] = [JSON.stringify(one), JSON.stringify(other)]
    if (left !== right) told.push(`${what} is ${right}, without faults ${left}`)
  }
  compare('deleted', expected.isArchived, actual.isArchived)
  compare('stage', expected.stage, actual.stage)
  compare('owner', expected.owner, actual.owner)
  for (const name of new Set([...Object.keys(expected.properties), ...Object.keys(actual.properties)]))
    if (name !== 'complaint_decision') compare(name, expected.properties[name], actual.properties[name])
  compare('clocks', expected.clocks, actual.clocks)
  const lasting = (keys: readonly string[]) => keys.filter((key) => !isReminder(key))
  compare('notes', expected.notes, actual.notes)
  compare('open tasks', lasting(expected.open), lasting(actual.open))
  for (const key of actual.made)
    if (!expected.made.includes(key) && !(isRefused && key.startsWith('bournville/refused/')))
      told.push(`\`${key}\` was made, without faults never`)
  return told
}
