// One complaint on the board.

import { element } from './element.js'
import { dueInWords, fromNow, plural, statuses } from './words.js'

export const chip = (status) =>
  statuses[status] ? element('span', { class: `chip ${status}` }, statuses[status]) : undefined

export function cardBody(ticket, { ownerName, now, open }) {
  const name = ticket.subject || 'Without a name'
  return [
    element('h3', {}, element('button', { type: 'button', class: 'open', on: { click: open } }, name)),
    element('p', { class: 'who' }, ownerName || 'No owner'),
    (ticket.status || ticket.dueAt || ticket.isPaused) &&
      element(
        'p',
        { class: 'marks' },
        chip(ticket.status),
        ticket.isPaused && element('span', { class: 'chip paused' }, 'Automation paused'),
        ticket.dueAt && dueLine(ticket, now),
      ),
    element(
      'p',
      { class: 'foot' },
      element('span', { class: 'number' }, ticket.id),
      ticket.openTasks > 0 && element('span', {}, plural(ticket.openTasks, 'open task')),
    ),
  ].filter(Boolean)
}

function dueLine({ dueAt }, now) {
  const isPast = new Date(dueAt) < new Date(now)
  return element(
    'span',
    { class: 'due' },
    `${isPast ? 'Was due' : 'Due'} ${dueInWords(dueAt, now)}`,
    element('span', { class: 'from-now' }, fromNow(dueAt, now)),
  )
}
