// Check 4: every breach that lasts is announced, and once; what was announced of a clock that has ended is done with.

import type { World } from '../world.ts'

export function wrongAnnouncements({ database, hubspot }: World): readonly string[] {
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
    if (isOverdue && record?.properties['complaint_automation'] !== 'paused' && about.length !== 1)
      told.push(`\`${key}\` is overdue and announced ${about.length} times`)
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
  return told
}

function isOf(key: string, clock: string, id: string, startAt: string): boolean {
  const [, rule, ticket, start] = key.split('/')
  return ticket === id && start === startAt && (rule ?? '').replace(/-(due-soon|overdue)$/, '') === clock
}
