// The form of a complaint: all fields by group, and what of them has been changed.

import { element } from './element.js'
import { createField } from './field.js'
import { ask } from './server.js'

/** `{ node, changes(), offer(properties), complain(fields) }` */
export async function createForm(state, isNew) {
  const groups = await ask('fields')
  const fields = []
  const make = (field) => {
    const made = createField(
      field,
      state().owners.filter((owner) => !owner.isArchived),
      () => state().now,
    )
    fields.push(made)
    return made.node
  }
  const stages = state().stages.map(({ id, label }) => ({ value: id, label }))
  const ticket = [
    { name: 'subject', label: 'Complaint name', kind: 'text', options: [], hint: '', isRequired: true },
    {
      name: 'hs_pipeline_stage',
      label: 'Stage',
      kind: 'choice',
      options: stages,
      hint: '',
      isRequired: true,
    },
    { name: 'hubspot_owner_id', label: 'Owner', kind: 'owner', options: [], hint: '' },
    { name: 'content', label: 'What the resident said', kind: 'longText', options: [], hint: '' },
  ]
  const people = groups.filter((group) => group.by === 'people')
  const redress = groups.filter((group) => group.by === 'redress')
  const node = element(
    'div',
    { class: 'groups' },
    element('div', { class: 'group first' }, ...ticket.map(make)),
    ...people.map((group) => section(group.title, group.fields.map(make))),
    ...redress.map((group) => folded(group.title, group.fields.map(make), isNew)),
  )
  return {
    node,
    changes: () =>
      Object.fromEntries(fields.filter((each) => each.isDirty()).map((each) => [each.name, each.value()])),
    offer: (properties) => {
      for (const field of fields) field.offer(properties[field.name] ?? '')
    },
    complain: (errors) => {
      for (const field of fields) field.complain(errors.find((each) => each.name === field.name)?.message)
      const first = node.querySelector('[aria-invalid]')
      first?.closest('details')?.setAttribute('open', '')
      first?.focus()
    },
  }
}

const section = (title, nodes) =>
  element(
    'section',
    { class: 'group' },
    element('h3', {}, title),
    element('div', { class: 'fields' }, ...nodes),
  )

const folded = (title, nodes, isNew) =>
  element(
    'details',
    { class: 'group machine', hidden: isNew },
    element('summary', {}, element('h3', {}, title)),
    element(
      'p',
      { class: 'hint' },
      'Redress keeps these up to date. They can be edited here, as in the CRM.',
    ),
    element('div', { class: 'fields' }, ...nodes),
  )
