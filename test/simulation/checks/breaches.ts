// Check 4: every breach that lasts is announced to somebody, in HubSpot, and once; what was announced of a clock that has ended is
// done with; and a review that has ended has its closing note.

import { refIn, stageLabel, type Seen } from '../snapshot.ts'

export function wrongAnnouncements({ database, hubspot }: Seen): readonly string[] {
  const told: string[] = []
  const actions = database.prepare('SELECT * FROM actions').all()
  const clocks = database
    .prepare(`SELECT clocks.*, tickets.gone FROM clocks JOIN tickets ON tickets.id = clocks.ticket_id`)
    .all()
  for (const clock of clocks) {
    const [name, id, startAt] = ['name', 'ticket_id', 'start_at'].map((column) => String(clock[column]))
    const record = hubspot.portal.objects.tickets.get(id ?? '')
    const isOverdue = clock['state'] === 'overdue' && clock['gone'] === null
    // A key names the start to the second.
    const start = (startAt ?? '').replace(/\.\d+Z$/, 'Z')
    const key = `bournville/${name}-overdue/${id}/${start}/${String(clock['due_on'])}`
    const about = actions.filter((action) => action['key'] === key)
    // While automation is paused nobody is told.
    if (isOverdue && record?.properties['complaint_automation'] !== 'paused') {
      if (about.length !== 1) told.push(`\`${key}\` is overdue and announced ${about.length} times`)
      const task = hubspot.portal.objects.tasks.get(String(about[0]?.['remote_id']))
      const isOpen = task !== undefined && task.properties['hs_task_status'] !== 'COMPLETED'
      const isHere = hubspot.tasks(id ?? '').some((one) => one.id === task?.id)
      if (!isOpen || !isHere || !task.properties['hubspot_owner_id'])
        told.push(`\`${key}\` is overdue, and nobody has an open task on the ticket that says so`)
      const same = hubspot
        .tasks(id ?? '')
        .filter(({ properties }) => refIn(properties['hs_task_body'] ?? '') === key)
      if (same.length > 1) told.push(`\`${key}\` is overdue, and ${same.length} tasks say so`)
    }
    const hasEnded = clock['stop_at'] !== null || clock['state'] === 'cancelled'
    if (!hasEnded || record?.properties['complaint_automation'] === 'paused') continue
    for (const action of actions) {
      if (action['kind'] !== 'task' || !isOf(String(action['key']), name ?? '', id ?? '', start)) continue
      const task = hubspot.portal.objects.tasks.get(String(action['remote_id']))
      if (task && task.properties['hs_task_status'] !== 'COMPLETED')
        told.push(
          `\`${String(action['key'])}\` is to be done, and its clock has ended: ${String(clock['state'])}`,
        )
    }
  }
  return [...told, ...withoutClosingNote(hubspot)]
}

function withoutClosingNote(hubspot: Seen['hubspot']): readonly string[] {
  return [...hubspot.portal.objects.tickets.values()].flatMap(({ id, archived, properties }) => {
    const value = (name: string) => properties[`complaint_${name}`] ?? ''
    const isEnded =
      !archived &&
      stageLabel(hubspot, properties['hs_pipeline_stage'] ?? '') === 'Closed' &&
      value('automation') !== 'paused' &&
      value('withdrawn_at') === '' &&
      value('stage2_responded_at') !== '' &&
      value('stage2_report_approved_at') !== ''
    const notes = hubspot
      .notes(id)
      .filter(({ properties: { hs_note_body: body = '' } }) => refIn(body).includes('/closing-note/'))
    // One that was merged has those of both.
    const isWrong = properties['hs_merged_object_ids'] ? notes.length === 0 : notes.length !== 1
    return isEnded && isWrong ? [`ticket ${id}: its review ended, with ${notes.length} closing notes`] : []
  })
}

function isOf(key: string, clock: string, id: string, startAt: string): boolean {
  const [, rule, ticket, start] = key.split('/')
  return ticket === id && start === startAt && (rule ?? '').replace(/-(due-soon|overdue)$/, '') === clock
}
