// Check 2: the due date of every clock, in the record and on its ticket, counted again day by day from its recorded start.

import { editionsOf, newLimits } from '../editions.ts'
import { stageLabel, type Seen } from '../snapshot.ts'

/** Of the months in which histories take place. */
const holidays = [
  '2026-12-25',
  '2026-12-28',
  '2027-01-01',
  '2027-03-26',
  '2027-03-29',
  '2027-05-03',
  '2027-05-31',
]
const limits: Readonly<Record<string, number>> = {
  'stage1-acknowledge': 3,
  'stage1-respond': 10,
  'stage2-acknowledge': 3,
  'stage2-respond': 20,
}
const oneDay = 86_400_000

const dateIn = (zone: string, at: number): string =>
  new Date(at).toLocaleDateString('en-CA', { timeZone: zone })
const london = (at: string): string => dateIn('Europe/London', Date.parse(at))

function afterWorkingDays(date: string, count: number, closed: readonly string[]): string {
  let at = Date.parse(`${date}T12:00:00Z`)
  for (let left = count; left > 0;) {
    at += oneDay
    const weekday = new Date(at).getUTCDay()
    if (weekday !== 0 && weekday !== 6 && !closed.includes(new Date(at).toISOString().slice(0, 10))) left -= 1
  }
  return new Date(at).toISOString().slice(0, 10)
}

export function wrongDueDates({ database, hubspot, era, deployed }: Seen): readonly string[] {
  const clocks = database.prepare("SELECT * FROM clocks WHERE state <> 'cancelled'").all()
  const { base, next } = editionsOf(era)
  return clocks.flatMap((clock) => {
    const [name, startAt, state] = [String(clock['name']), String(clock['start_at']), String(clock['state'])]
    const record = hubspot.portal.objects.tickets.get(String(clock['ticket_id']))
    if (!record || record.archived) return []
    const value = (property: string) => record.properties[`complaint_${property}`] ?? ''
    const date = london(startAt)
    const due = (edition: string): string => {
      const closed = edition === base ? holidays : [...holidays, era.holiday]
      const isNew = edition === next && date >= era.next
      const days = (isNew ? newLimits : limits)[name] ?? 0
      const on = afterWorkingDays(date, days, closed)
      if (name !== 'stage1-respond') return on
      // A notice that is sent after the answer extends nothing.
      const isInTime = (notice: string) =>
        notice !== '' &&
        Date.parse(notice) >= Date.parse(startAt) &&
        london(notice) <= on &&
        !(clock['stop_at'] !== null && Date.parse(notice) > Date.parse(String(clock['stop_at'])))
      const isExtended =
        (value('complexity') === 'complex' && isInTime(value('stage1_update_sent_at'))) ||
        (value('stage1_extension_reason') !== '' && isInTime(value('stage1_extension_notified_at')))
      return isExtended ? afterWorkingDays(on, 10, closed) : on
    }
    // A clock that has stopped keeps the due date that it had, by whichever edition was in force then.
    const isStopped = clock['stop_at'] !== null
    const allowed = (isStopped ? deployed : deployed.slice(-1)).map(due)
    const [stage = '', what = ''] = name.split('-')
    const isShown =
      !isStopped && value('automation') !== 'paused' && stage === stageOf(record.properties, hubspot)
    const told = [
      [String(clock['due_on']), 'is due'],
      // The properties of a stage show the clocks of that stage.
      ...(isShown
        ? [[value(`${what === 'respond' ? 'respond' : 'acknowledge'}_due`), 'is shown as due']]
        : []),
    ]
    return told.flatMap(([on = '', verb]) =>
      allowed.includes(on)
        ? []
        : [
            `ticket ${record.id}: ${name} from ${startAt} (${state}) ${verb} on ${on || 'no day'}, plainly counted on ${allowed.join(' or ')}`,
          ],
    )
  })
}

/** As clocks are named after them: `stage1`. */
const stageOf = (properties: Readonly<Record<string, string>>, hubspot: Seen['hubspot']): string =>
  stageLabel(hubspot, properties['hs_pipeline_stage'] ?? '')
    .toLowerCase()
    .replace(' ', '')
