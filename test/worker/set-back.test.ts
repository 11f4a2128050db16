// A value that somebody sets back twice: left alone, and reported once with whoever HubSpot says it was.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ownerId, startHubSpot, type HubSpot, type Values } from './hubspot.ts'
import { complaint, formal, row, rows, startAfresh, startLoop } from './loop.ts'

const read = 'POST tickets/batch/read'
const write = 'POST tickets/batch/update'

let hubspot: HubSpot
const loop = startLoop()

beforeEach(async () => {
  await startAfresh()
  hubspot = startHubSpot()
  loop.take()
  for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const ticket = (id = '101'): Values => hubspot.tickets.get(id) ?? {}

/** Histories that were asked for: of which property, of which tickets. */
const histories = () =>
  hubspot.calls.flatMap(({ name, body }) =>
    name === read && (body.propertiesWithHistory ?? []).length > 0
      ? [[body.propertiesWithHistory, body.inputs.map(({ id }) => id)]]
      : [],
  )

type Source = { readonly sourceType: string; readonly sourceId?: string; readonly updatedByUserId?: number }

/** Somebody sets a value, and HubSpot keeps who. */
function setBack(property: string, value: string, source: Source): void {
  Object.assign(ticket(), { [property]: value })
  const ours = {
    value: 'ours',
    timestamp: '2026-11-23T09:59:00Z',
    sourceType: 'INTEGRATION',
    sourceId: '50780459',
  }
  hubspot.history.set(`101/${property}`, [ours, { value, timestamp: '2026-11-23T10:01:00Z', ...source }])
}

describe('a value that is set back twice', () => {
  it.each`
    who             | source                                                                  | by
    ${'a workflow'} | ${{ sourceType: 'AUTOMATION_PLATFORM', sourceId: 'enrollmentId:4711' }} | ${'AUTOMATION_PLATFORM enrollmentId:4711'}
    ${'a person'}   | ${{ sourceType: 'CRM_UI', updatedByUserId: 98499705 }}                  | ${'CRM_UI userId:98499705'}
  `(
    'by $who is left alone and reported once, with whom',
    async ({ source, by }: { source: Source; by: string }) => {
      complaint(hubspot, '101', formal)
      complaint(hubspot, '102', formal)
      await loop.look('101', '102')
      setBack('complaint_respond_due', '2027-01-31', source)
      await loop.look('101', '102')
      expect(ticket()['complaint_respond_due']).toBe('2026-12-07')
      expect(histories()).toEqual([])

      setBack('complaint_respond_due', '2027-01-31', source)
      await loop.look('101', '102')
      expect(ticket()['complaint_respond_due']).toBe('2027-01-31')
      const said = `\`complaint_respond_due\` was set back twice from \`2026-12-07\` to \`2027-01-31\` by ${by}: left alone`
      expect(histories()).toEqual([[['complaint_respond_due'], ['101']]])
      expect(await rows('failures')).toMatchObject([
        { key: '101/set-back/complaint_respond_due/2026-12-07', message: said, times: 1 },
      ])
      expect(ticket()['complaint_decision']).toContain(`Needs a person: ${said}.`)

      // Said once: what is known is not asked for again, nor written.
      hubspot.mend()
      await loop.look('101', '102')
      expect([histories(), hubspot.count(write)]).toEqual([[], 0])
      expect(await rows('failures')).toMatchObject([{ message: said }])
    },
  )

  it('where HubSpot does not say by whom is reported all the same, and not asked for again', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    for (let times = 0; times < 3; times += 1) {
      Object.assign(ticket(), { complaint_sla_status: 'overdue' })
      await loop.look('101')
    }
    expect(histories()).toHaveLength(1)
    expect(await rows('failures')).toMatchObject([
      { message: '`complaint_sla_status` was set back twice from `on_track` to `overdue`: left alone' },
    ])
  })

  it('is left alone as an owner, too: somebody wants it to have none', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    for (let times = 0; times < 2; times += 1) {
      setBack('hubspot_owner_id', '', { sourceType: 'CRM_UI', updatedByUserId: 7 })
      await loop.look('101')
    }
    expect(ticket()['hubspot_owner_id']).toBe('')
    expect(histories()).toEqual([[['hubspot_owner_id'], ['101']]])
    expect((await rows('failures')).map(({ message }) => message)).toEqual([
      '`owner` was set back twice from `priya.repairs@bournville.example` to `` by CRM_UI userId:7: left alone',
    ])
  })

  it('says nothing of what somebody wrote in their own words', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    for (let times = 0; times < 2; times += 1) {
      setBack('complaint_decision', 'Mrs Smith is a liar', { sourceType: 'CRM_UI', updatedByUserId: 7 })
      await loop.look('101')
    }
    expect(ticket()['complaint_decision']).toBe('Mrs Smith is a liar')
    expect(await rows('failures')).toMatchObject([
      {
        key: '101/set-back/complaint_decision',
        message: '`complaint_decision` was set back twice by CRM_UI userId:7: left alone',
      },
    ])
    for (const table of ['tickets', 'decisions', 'failures'] as const)
      expect(JSON.stringify(await rows(table))).not.toContain('Smith')
  })

  it('keeps a correction of dates from being overlooked meanwhile', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    for (let times = 0; times < 2; times += 1) {
      setBack('complaint_sla_status', 'overdue', { sourceType: 'CRM_UI', updatedByUserId: 7 })
      await loop.look('101')
    }
    for (const at of ['2026-11-20T09:00:00Z', '2026-11-19T09:00:00Z']) {
      Object.assign(ticket(), { complaint_formal_requested_at: at })
      await loop.look('101')
      expect(ticket()['complaint_stage1_started_at']).toBe(at)
    }
    expect(JSON.parse(String((await row('tickets', 'true'))['memory'])).setBack).toMatchObject({
      complaint_sla_status: { times: 2, by: 'CRM_UI userId:7' },
    })
    expect(ticket()['hubspot_owner_id']).toBe(ownerId('priya.repairs@bournville.example'))
  })
})
