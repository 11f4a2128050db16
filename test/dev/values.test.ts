// What becomes of a written value, by the type of its property.

import { expect, it } from 'vitest'
import { createHubSpot } from '../../dev/hubspot/hubspot.ts'
import { complaints } from './complaints-account.ts'

const hubspot = createHubSpot()
hubspot.provision(complaints)
const owner = hubspot.ownerId('tom.bright@example.org')

const write = (name: string, value: string, before = ''): string | undefined => {
  const { id } = hubspot.createTicket({ properties: { [name]: before } })
  return hubspot.edit(id, { properties: { [name]: value } }).properties[name]
}

it.each`
  why                        | name                                       | before       | value                       | stored
  ${'text is kept as it is'} | ${'complaint_tenure'}                      | ${''}        | ${' a '}                    | ${' a '}
  ${'an instant is printed'} | ${'complaint_received_at'}                 | ${''}        | ${'1795428000000'}          | ${'2026-11-23T10:00:00Z'}
  ${'an offset becomes UTC'} | ${'complaint_received_at'}                 | ${''}        | ${'2026-07-01T10:00+01:00'} | ${'2026-07-01T09:00:00Z'}
  ${'fractions are kept'}    | ${'complaint_received_at'}                 | ${''}        | ${'2026-11-23T10:00:00.5Z'} | ${'2026-11-23T10:00:00.500Z'}
  ${'a date stays a date'}   | ${'complaint_respond_due'}                 | ${''}        | ${'2026-12-07'}             | ${'2026-12-07'}
  ${'midnight is a date'}    | ${'complaint_respond_due'}                 | ${''}        | ${'1796601600000'}          | ${'2026-12-07'}
  ${'boxes replace'}         | ${'complaint_aspects_raised'}              | ${'delay'}   | ${'safety;other'}           | ${'safety;other'}
  ${'a leading ; adds'}      | ${'complaint_aspects_raised'}              | ${'delay'}   | ${';safety;delay'}          | ${'delay;safety'}
  ${'yes or no'}             | ${'complaint_about_staff'}                 | ${''}        | ${'true'}                   | ${'true'}
  ${'a number'}              | ${'complaint_stage1_respond_working_days'} | ${''}        | ${'7'}                      | ${'7'}
  ${'an owner'}              | ${'complaint_staff_subject'}               | ${''}        | ${owner}                    | ${owner}
  ${'nothing clears'}        | ${'complaint_complexity'}                  | ${'complex'} | ${''}                       | ${''}
`('$why: `$value` over `$before` is stored as `$stored`', ({ name, before, value, stored }) => {
  expect(write(name, value, before)).toBe(stored)
})

it.each`
  name                                       | value                     | message
  ${'complaint_complexity'}                  | ${'hard'}                 | ${'hard was not one of the allowed options: [standard, complex]'}
  ${'complaint_aspects_raised'}              | ${'delay;noise'}          | ${'noise was not one of the allowed options'}
  ${'complaint_about_staff'}                 | ${'yes'}                  | ${'yes was not one of the allowed options: [true, false]'}
  ${'complaint_respond_due'}                 | ${'2026-12-07T10:00:00Z'} | ${'not midnight!'}
  ${'complaint_received_at'}                 | ${'next week'}            | ${'was not a valid long'}
  ${'complaint_stage1_respond_working_days'} | ${'seven'}                | ${'was not a valid number'}
  ${'complaint_staff_subject'}               | ${'12'}                   | ${'not a valid owner ID'}
  ${'complaint_nonsense'}                    | ${'x'}                    | ${'does not exist'}
  ${'hs_object_id'}                          | ${'1'}                    | ${'read only'}
`('`$name` does not take `$value`: $message', ({ name, value, message }) => {
  expect(() => write(name, value)).toThrow(message)
})

it.each`
  why                        | change
  ${'has left'}              | ${() => hubspot.deactivate('amina.yusuf@example.org')}
  ${'may look but not work'} | ${() => hubspot.takeSeat('neil.hart@example.org')}
`('gives no work to someone who $why', ({ change }) => {
  change()
  const idle = hubspot.portal.owners.filter(({ archived, isWithoutSeat }) => archived || isWithoutSeat)
  for (const { id } of idle) expect(() => write('hubspot_owner_id', id)).toThrow('INVALID_OWNER_ID')
})
