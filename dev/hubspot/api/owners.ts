// The account's people.

import { Hono } from 'hono'
import type { Crm } from '../portal/crm.ts'
import type { Owner } from '../portal/portal.ts'
import { Refusal } from '../portal/refusal.ts'
import type { ApiEnv } from './gate.ts'
import { page } from './page.ts'

const root = '/crm/v3/owners'

export function ownerRoutes(crm: Crm): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.get(root, (c) => {
    const isArchived = c.req.query('archived') === 'true'
    const email = c.req.query('email')?.toLowerCase()
    const owners = crm.portal.owners.filter(
      (owner) => owner.archived === isArchived && (!email || owner.email.toLowerCase() === email),
    )
    return c.json(page(c, owners, 500, print))
  })
  app.get(`${root}/:id`, (c) => {
    const isByUser = c.req.query('idProperty') === 'userId'
    const isArchived = c.req.query('archived') === 'true'
    const owner = crm.portal.owners.find(
      (each) =>
        (isByUser ? String(each.userId) : each.id) === c.req.param('id') && each.archived === isArchived,
    )
    if (!owner) throw new Refusal(404, { message: 'resource not found' })
    return c.json(print(owner))
  })
  return app
}

// Someone who has left keeps a user id only in `userIdIncludingInactive`. Nothing tells who has no seat.
const print = ({ isWithoutSeat: _isWithoutSeat, userId, ...owner }: Owner): Record<string, unknown> => ({
  ...owner,
  type: 'PERSON',
  userIdIncludingInactive: userId,
  ...(!owner.archived && { userId }),
})
