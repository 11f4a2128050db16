// One labelled field of the form. It knows what it was given, so that only what a person changed is written.

import { element } from './element.js'
import { fromLocalInput, toLocalInput } from './words.js'

/** `{ name, node, value(), isDirty(), offer(value), complain(message) }` */
export function createField(field, people, now) {
  const id = `f-${field.name}`
  const hint = field.hint ? element('p', { class: 'hint', id: `${id}-hint` }, field.hint) : undefined
  const error = element('p', { class: 'error', id: `${id}-error`, hidden: true })
  const described = [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(' ')
  const control = controls[field.kind]({ ...field, id, described, people, now })
  const isGroup = field.kind === 'set'
  const label = isGroup
    ? element('legend', {}, field.label)
    : element(
        'label',
        { for: id },
        field.label,
        field.isRequired && element('span', { class: 'needed' }, ' (needed)'),
      )
  const parts = field.kind === 'boolean' ? [control.node, label] : [label, control.node]
  const node = element(isGroup ? 'fieldset' : 'div', { class: `field ${field.kind}` }, ...parts, hint, error)
  let given = null
  const isUntouched = () => given === null || isSame(control.get(given), given)
  return {
    name: field.name,
    node,
    value: () => control.get(given),
    isDirty: () => !isUntouched(),
    /** Takes a new value from the CRM, unless a person is changing it. */
    offer: (value) => {
      const isFree = isUntouched()
      given = value
      if (isFree) control.set(value)
    },
    complain: (message) => {
      error.textContent = message ?? ''
      error.hidden = !message
      for (const input of node.querySelectorAll('input, select, textarea')) {
        if (message) input.setAttribute('aria-invalid', 'true')
        else input.removeAttribute('aria-invalid')
      }
    },
  }
}

// The options of a set come in any order.
const isSame = (a, b) => a === b || inOrder(a) === inOrder(b)
const inOrder = (value) =>
  value
    .split(';')
    .toSorted((x, y) => x.localeCompare(y))
    .join(';')

const controls = {
  text: (field) => input(field, 'text'),
  number: (field) => input(field, 'number'),
  date: (field) => input(field, 'date'),
  longText: ({ id, described }) => plain(element('textarea', { id, rows: 3, 'aria-describedby': described })),
  choice: choice,
  owner: (field) =>
    choice({ ...field, options: field.people.map(({ id, name }) => ({ value: id, label: name })) }),
  boolean: ({ id, described }) => {
    const box = element('input', { type: 'checkbox', id, 'aria-describedby': described })
    return {
      node: box,
      // A box that nobody ticked stays empty in the CRM, which is not the same as "no" having been said.
      get: (given) => (box.checked ? 'true' : given === 'true' || given === 'false' ? 'false' : ''),
      set: (value) => {
        box.checked = value === 'true'
      },
    }
  },
  set: ({ id, options, described }) => {
    const boxes = options.map(({ value }) =>
      element('input', { type: 'checkbox', value, id: `${id}-${value}`, 'aria-describedby': described }),
    )
    const rows = boxes.map((box, index) => element('label', { for: box.id }, box, options[index].label))
    return {
      node: element('div', { class: 'boxes' }, ...rows),
      get: () =>
        boxes
          .filter((box) => box.checked)
          .map((box) => box.value)
          .join(';'),
      set: (value) => {
        for (const box of boxes) box.checked = value.split(';').includes(box.value)
      },
    }
  },
  datetime: ({ id, label, described, now }) => {
    const when = element('input', { type: 'datetime-local', id, 'aria-describedby': described })
    const press = () => {
      when.value = toLocalInput(now())
      when.dispatchEvent(new Event('input', { bubbles: true }))
    }
    const button = element(
      'button',
      { type: 'button', class: 'now', 'aria-label': `${label}: now`, on: { click: press } },
      'Now',
    )
    return {
      node: element('div', { class: 'when' }, when, button),
      // The field holds whole minutes: an untouched value keeps its seconds.
      get: (given) => (when.value === toLocalInput(given) ? given : fromLocalInput(when.value)),
      set: (value) => {
        when.value = toLocalInput(value)
      },
    }
  },
}

const input = ({ id, described, isRequired }, type) =>
  plain(
    element('input', {
      type,
      id,
      'aria-describedby': described,
      required: Boolean(isRequired),
      autocomplete: 'off',
    }),
  )

const plain = (node) => ({
  node,
  get: () => node.value,
  set: (value) => {
    node.value = value
  },
})

function choice({ id, options, described, isRequired }) {
  const blank = isRequired ? [] : [element('option', { value: '' }, '–')]
  const select = element(
    'select',
    { id, 'aria-describedby': described },
    ...blank,
    ...options.map(({ value, label }) => element('option', { value }, label)),
  )
  return {
    node: select,
    get: () => select.value,
    set: (value) => {
      // A value that is no longer among the options is still the value.
      if (value && ![...select.options].some((option) => option.value === value)) {
        select.append(element('option', { value }, value))
      }
      select.value = value
    },
  }
}
