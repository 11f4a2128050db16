// The side panel in which a complaint is read, edited or created.

import { drawAside } from './aside.js'
import { chip } from './card.js'
import { byId, element } from './element.js'
import { createForm } from './form.js'
import { ask } from './server.js'
import { say } from './toasts.js'
import { valueInWords } from './value-words.js'
import { dueInWords, fromNow } from './words.js'

let current

byId('panel').addEventListener('cancel', (event) => {
  event.preventDefault()
  current?.leave()
})
byId('panel').addEventListener('close', () => {
  const { closed } = current
  current = undefined
  document.body.append(byId('toasts'))
  byId('panel').replaceChildren()
  closed()
})

/** Opens on a complaint, or on a new one where `id` is null. `board` gives the state and hears of the closing. */
export async function openPanel(id, board) {
  const dialog = byId('panel')
  if (dialog.open) return
  const form = await createForm(board.state, id === null)
  const title = element('h2', { id: 'panel-title', tabindex: '-1' }, 'New complaint')
  const number = element('p', { class: 'number' })
  const summary = element('div', { class: 'summary', hidden: id === null })
  const aside = element('aside', { 'aria-label': 'Tasks, notes and history', hidden: id === null })
  const status = element('p', { class: 'status', role: 'status' })
  const question = element('div', { class: 'question', role: 'alert', hidden: true })
  const close = element('button', { type: 'button', class: 'quiet', on: { click: () => leave() } }, 'Close')
  const remove = element(
    'button',
    { type: 'button', class: 'danger', hidden: id === null, on: { click: askToDelete } },
    'Delete',
  )
  const save = element('button', { class: 'primary' }, id === null ? 'Create complaint' : 'Save')
  const shell = element(
    'form',
    { class: `sheet ${id === null ? 'new' : ''}`, novalidate: true, on: { submit } },
    element('header', {}, element('div', {}, title, number), close),
    element('div', { class: 'middle' }, summary, form.node, aside),
    element('footer', {}, question, status, remove, save),
  )
  shell.addEventListener('input', () => {
    status.textContent = ''
  })
  dialog.replaceChildren(shell)
  current = {
    leave,
    refresh: async () => id !== null && show(await ask(`tickets/${id}`)),
    closed: () => board.closed(id),
  }
  if (id === null) {
    form.offer({})
    // Chosen, not given: so that it is written.
    form.node.querySelector('#f-hs_pipeline_stage').selectedIndex = 0
  } else await current.refresh()
  dialog.showModal()
  // What is said aloud must be inside the dialog: everything else is inert while it is open.
  dialog.append(byId('toasts'))
  if (id === null) byId('f-subject').focus()
  else title.focus()

  function show(ticket) {
    const { owners, stages, now } = board.state()
    const { properties } = ticket
    const nameOf = (owner) => owners.find((each) => each.id === owner)?.name ?? ''
    title.textContent = properties.subject || 'Without a name'
    number.textContent = `Complaint ${ticket.id}`
    form.offer(properties)
    summary.replaceChildren(...summaryOf(ticket, board.state(), nameOf))
    drawAside(aside, ticket, {
      nameOf,
      now,
      words: (name, value) => valueInWords(name, value, { owners, stages }),
      complete: async (taskId, isDone) => {
        await ask(`tasks/${taskId}`, 'POST', { isDone }).catch((error) => offer(error.message, []))
        await current?.refresh()
      },
    })
  }

  async function submit(event) {
    event.preventDefault()
    if (save.hasAttribute('aria-disabled')) return
    question.hidden = true
    const properties = form.changes()
    if (!byId('f-subject').value.trim()) {
      form.complain([{ name: 'subject', message: 'Give the complaint a name.' }])
      return
    }
    save.setAttribute('aria-disabled', 'true')
    try {
      if (id === null) {
        properties.hs_pipeline_stage ??= byId('f-hs_pipeline_stage').value
        const { id: created } = await ask('tickets', 'POST', { properties })
        await board.refresh()
        id = created
        dialog.close()
      } else {
        show(await ask(`tickets/${id}`, 'PATCH', { properties }))
        form.complain([])
        status.textContent = 'Saved'
        await board.refresh()
      }
    } catch (error) {
      form.complain(error.fields ?? [])
      offer(error.message, [])
    }
    save.removeAttribute('aria-disabled')
  }

  function leave() {
    if (Object.keys(form.changes()).length === 0 || (id === null && !byId('f-subject').value)) {
      dialog.close()
      return
    }
    offer('There are changes that are not saved.', [
      ['Discard them', () => dialog.close()],
      ['Keep editing', () => hideQuestion()],
    ])
  }

  function askToDelete() {
    offer('Delete this complaint?', [
      [
        'Yes, delete it',
        async () => {
          await ask(`tickets/${id}`, 'DELETE')
          say('The complaint was deleted.')
          dialog.close()
          await board.refresh()
        },
      ],
      ['Keep it', () => hideQuestion()],
    ])
  }

  function hideQuestion() {
    question.hidden = true
    save.focus()
  }

  function offer(text, answers) {
    const buttons = answers.map(([label, act]) =>
      element('button', { type: 'button', on: { click: act } }, label),
    )
    question.replaceChildren(element('p', {}, text), ...buttons)
    question.hidden = false
    buttons[0]?.focus()
  }
}

/** Shows what has changed meanwhile, leaving alone what a person is editing. */
export async function refreshPanel() {
  await current?.refresh().catch((error) => {
    if (error.status === 404) byId('panel').close()
    else throw error
  })
}

function summaryOf({ id, properties }, { stages, now, redressUrl }, nameOf) {
  const stage = stages.find((each) => each.id === properties.hs_pipeline_stage)?.label ?? ''
  const due = properties.complaint_next_due_at
  const reason = properties.complaint_decision
  return [
    element(
      'p',
      { class: 'marks' },
      element('strong', {}, stage),
      chip(properties.complaint_sla_status),
      due &&
        element(
          'span',
          {},
          `${new Date(due) < new Date(now) ? 'Was due' : 'Due'} ${dueInWords(due)}, ${fromNow(due, now)}`,
        ),
      element('span', {}, nameOf(properties.hubspot_owner_id) || 'No owner'),
    ),
    element(
      'figure',
      { class: 'reason' },
      element('figcaption', {}, 'Why it stands here'),
      element('blockquote', {}, reason || 'Redress has not written a reason on this complaint yet.'),
      redressUrl &&
        element(
          'a',
          { href: `${redressUrl}/api/tickets/${id}`, target: '_blank' },
          'Its clocks and decisions in Redress',
        ),
    ),
  ]
}
