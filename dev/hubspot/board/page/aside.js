// What surrounds a complaint: its tasks, its notes, and everything that was changed and by whom.

import { element } from './element.js'
import { dueInWords, fromNow, plainText, plural, timeInWords } from './words.js'

export function drawAside(node, ticket, { nameOf, now, words, complete }) {
  const open = ticket.tasks.filter((task) => !task.isDone)
  node.replaceChildren(
    part(
      `Tasks`,
      open.length > 0 ? plural(open.length, 'open task') : '',
      tasks(ticket.tasks, nameOf, now, complete),
    ),
    part('Notes', '', notes(ticket.notes)),
    part('History', '', history(ticket.history, words)),
  )
}

const part = (title, small, content) =>
  element('section', {}, element('h3', {}, title, small && element('small', {}, small)), content)

// The last line may be Redress's own mark, by which it knows what it wrote.
function bodyText(text) {
  const [, words, mark] = /^([^]*?)\s*(ref \S+)?$/.exec(text)
  return element(
    'div',
    { class: 'body' },
    element('p', {}, words),
    mark && element('p', { class: 'mark' }, mark),
  )
}

const none = (text) => element('p', { class: 'none' }, text)

function tasks(all, nameOf, now, complete) {
  if (all.length === 0) return none('No tasks.')
  const sorted = all.toSorted((a, b) => Number(a.isDone) - Number(b.isDone) || a.dueAt.localeCompare(b.dueAt))
  const items = sorted.map((task) => {
    const isLate = !task.isDone && task.dueAt && new Date(task.dueAt) < new Date(now)
    const due = task.dueAt
      ? `${isLate ? 'Was due' : 'Due'} ${dueInWords(task.dueAt)}, ${fromNow(task.dueAt, now)}`
      : ''
    const box = element('input', {
      type: 'checkbox',
      id: `task-${task.id}`,
      checked: task.isDone,
      on: { change: (event) => complete(task.id, event.target.checked) },
    })
    const body = plainText(task.body)
    return element(
      'li',
      { class: `task ${task.isDone ? 'done' : ''} ${isLate ? 'late' : ''}` },
      box,
      element(
        'div',
        {},
        element('label', { for: box.id }, task.subject || 'Task'),
        element(
          'p',
          { class: 'meta' },
          [task.isDone ? 'Done' : due, nameOf(task.owner)].filter(Boolean).join(' · '),
        ),
        body && body !== task.subject && bodyText(body),
      ),
    )
  })
  return element('ul', { class: 'items' }, ...items)
}

function notes(all) {
  if (all.length === 0) return none('No notes.')
  const items = all
    .toReversed()
    .map((note) =>
      element(
        'li',
        {},
        element('p', { class: 'meta' }, note.at ? timeInWords(new Date(note.at)) : ''),
        bodyText(plainText(note.body)),
      ),
    )
  return element('ul', { class: 'items' }, ...items)
}

// What one party changed at one moment stands together.
function history(entries, words) {
  if (entries.length === 0) return none('Nothing yet.')
  const moments = []
  for (const entry of entries) {
    const last = moments.at(-1)
    if (last?.[0].at === entry.at && last[0].by === entry.by) last.unshift(entry)
    else moments.push([entry])
  }
  const items = moments.map((moment) =>
    element(
      'li',
      {},
      element(
        'p',
        { class: 'meta' },
        `${timeInWords(new Date(moment[0].at))} · `,
        element('strong', { class: moment[0].by }, moment[0].by === 'app' ? 'Redress' : 'A person'),
      ),
      element(
        'ul',
        { class: 'changes' },
        ...moment.map(({ name, label, value }) =>
          element(
            'li',
            {},
            element('span', { class: 'what' }, label),
            ' ',
            value ? words(name, value) : 'emptied',
          ),
        ),
      ),
    ),
  )
  return element('ul', { class: 'items history' }, ...items)
}
