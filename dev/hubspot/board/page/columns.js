// The columns: draws what changed and leaves the rest, so that focus and scrolling stay where they were.

import { cardBody } from './card.js'
import { element } from './element.js'

const cards = new Map()
let drawnStages = ''

/** `actions` are `open(id)` and `move(id, stageId)`. */
export function drawColumns(board, state, isShown, actions) {
  const stages = JSON.stringify(state.stages)
  if (stages !== drawnStages) {
    cards.clear()
    board.replaceChildren(...state.stages.map((stage) => column(stage, actions)))
    drawnStages = stages
  }
  const names = new Map(state.owners.map((owner) => [owner.id, owner.name]))
  const focused = document.activeElement?.closest?.('.card')?.dataset.id
  drawCards(board, state, names, actions)
  if (focused && document.activeElement === document.body) focusCard(focused)
  const tickets = new Map(state.tickets.map((ticket) => [ticket.id, ticket]))
  let shown = 0
  for (const section of board.querySelectorAll('.column')) {
    let count = 0
    for (const card of section.querySelectorAll('.card')) {
      const ticket = tickets.get(card.dataset.id)
      card.hidden = !isShown(ticket, names.get(ticket?.owner) ?? '')
      if (!card.hidden) count++
    }
    shown += count
    section.querySelector('.count').textContent = String(count)
    section.querySelector('.none').hidden = count > 0
  }
  return shown
}

export function focusCard(id) {
  cards.get(id)?.querySelector('.open')?.focus()
}

function drawCards(board, state, names, actions) {
  const byDue = state.tickets.toSorted(
    (a, b) => (a.dueAt || '9').localeCompare(b.dueAt || '9') || Number(a.id) - Number(b.id),
  )
  const live = new Set(byDue.map((ticket) => ticket.id))
  for (const [id, card] of cards) {
    if (live.has(id)) continue
    card.remove()
    cards.delete(id)
  }
  const next = new Map()
  for (const ticket of byDue) {
    const list = board.querySelector(`[data-stage="${CSS.escape(ticket.stage)}"] ul`)
    if (!list) continue
    const card = cards.get(ticket.id) ?? newCard(ticket.id)
    const content = JSON.stringify([ticket, names.get(ticket.owner), state.now.slice(0, 10)])
    if (card.dataset.content !== content) {
      const open = () => actions.open(ticket.id)
      card.replaceChildren(
        ...cardBody(ticket, { ownerName: names.get(ticket.owner) ?? '', now: state.now, open }),
      )
      card.dataset.content = content
    }
    const place = next.has(list) ? next.get(list) : list.firstElementChild
    if (card === place) next.set(list, card.nextElementSibling)
    else {
      if (card.parentElement && card.parentElement !== list) card.classList.add('moved')
      list.insertBefore(card, place)
      next.set(list, place)
    }
  }
}

function newCard(id) {
  const card = element('li', { class: 'card', 'data-id': id, draggable: true })
  card.addEventListener('dragstart', (event) => event.dataTransfer.setData('text/plain', id))
  card.addEventListener('animationend', () => card.classList.remove('moved'))
  cards.set(id, card)
  return card
}

function column(stage, { move }) {
  const section = element(
    'section',
    {
      class: `column ${stage.isClosed ? 'closed' : ''}`,
      'data-stage': stage.id,
      'aria-labelledby': `s-${stage.id}`,
    },
    element('h2', { id: `s-${stage.id}` }, stage.label, element('span', { class: 'count' }, '0')),
    element('ul', {}),
    element('p', { class: 'none' }, 'No complaints here'),
  )
  section.addEventListener('dragover', (event) => {
    event.preventDefault()
    section.classList.add('over')
  })
  section.addEventListener('dragleave', (event) => {
    if (!section.contains(event.relatedTarget)) section.classList.remove('over')
  })
  section.addEventListener('drop', (event) => {
    event.preventDefault()
    section.classList.remove('over')
    const id = event.dataTransfer.getData('text/plain')
    if (cards.has(id)) move(id, stage.id)
  })
  return section
}
