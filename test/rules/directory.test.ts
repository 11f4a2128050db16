// The directory of a policy: who is in it, by which name, and how far they may go.

import { describe, expect, it } from 'vitest'
import { parseDirectory } from '../../src/rules/parse-directory.ts'
import { Fields } from '../../src/rules/fields.ts'
import { parseRoles } from '../../src/rules/parse-roles.ts'

const machine = 'e367826f93b8d71185e03fe518aff3b4.access'

function directoryOf(directory: unknown, roles: unknown = {}) {
  const said: string[] = []
  const fields = new Fields(
    { directory, roles },
    '',
    (pointer, message) => void said.push(`${pointer}: ${message}`),
    ['directory', 'roles'],
  )
  const people = parseDirectory(fields)
  parseRoles(fields)
  return { people, said }
}

describe('the directory', () => {
  it('knows people by address and machines by client id, in small letters', () => {
    const { people, said } = directoryOf({
      'Grace.Customer@example.org': { name: 'Grace Adeyemi', access: 'editor' },
      [machine.toUpperCase().replace('ACCESS', 'access')]: { name: 'Monitor', access: 'viewer' },
    })
    expect(said).toEqual([])
    expect([...(people ?? [])].map(([key, { access }]) => [key, access])).toEqual([
      ['grace.customer@example.org', 'editor'],
      [machine, 'viewer'],
    ])
  })

  it.each(['grace', 'example.org', 'monitor.access.example', '.access', 'a b.access', '__proto__.access.'])(
    'takes `%s` for neither',
    (key) => {
      expect(directoryOf({ [key]: { name: 'Somebody' } }).said).toEqual([
        `/directory/${key}: \`${key}\` is no e-mail address`,
      ])
    },
  )

  it('names no machine where a role names a person', () => {
    const roles = { officer: { title: 'officer', owners: { '*': machine }, deputies: { '*': [machine] } } }
    const { said } = directoryOf({ [machine]: { name: 'Monitor', access: 'editor' } }, roles)
    expect(said).toEqual(
      expect.arrayContaining([
        '/roles/officer/owners/*: an owner is an e-mail address',
        '/roles/officer/deputies/*: deputies are e-mail addresses by service area, `*` for any other',
      ]),
    )
  })
})
