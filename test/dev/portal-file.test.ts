// An account kept in a file.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createHubSpot } from '../../dev/hubspot/hubspot.ts'
import { complaints } from './complaints-account.ts'

const path = join(mkdtempSync(join(tmpdir(), 'redress-')), 'deep', 'hubspot.json')

it('is the same account after a restart, clock and history included', async () => {
  const first = createHubSpot({ path, now: '2026-11-23T10:00:00Z' })
  first.provision(complaints)
  const { id } = first.createTicket({
    stage: 'Stage 1',
    owner: 'tom.bright@example.org',
    properties: { subject: 'Damp' },
  })
  const task = JSON.stringify({
    properties: { hs_timestamp: '2026-11-26T17:00:00Z', hs_task_subject: 'Acknowledge' },
    associations: [
      { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 230 }] },
    ],
  })
  const headers = { authorization: 'Bearer local-token' }
  await first.app.request('/crm/v3/objects/tasks', { method: 'POST', body: task, headers })
  await first.close()

  const second = createHubSpot({ path })
  expect(second.now()).toBe('2026-11-23T10:00:00Z')
  expect(second.ticket(id)).toEqual(first.ticket(id))
  expect(second.tasks(id)).toHaveLength(1)
  expect(second.createTicket().id).not.toBe(id)
  second.provision(complaints)
  expect(second.portal.pipelines).toHaveLength(2)
  await second.close()
})

it('writes by itself a moment after a change', async () => {
  const hubspot = createHubSpot({ path })
  hubspot.createTicket({ properties: { subject: 'Later' } })
  await expect.poll(() => readFileSync(path, 'utf8'), { timeout: 3_000 }).toContain('Later')
  await hubspot.close()
})

it('names a damaged file and says what to do', () => {
  writeFileSync(path, '{"format":1,"objects":')
  expect(() => createHubSpot({ path })).toThrow(`${path}: not a local HubSpot's file, mend it or delete it`)
})
