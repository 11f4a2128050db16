// Starts the board and keeps it current: a short question each second, the whole state when something changed.

import { drawColumns, focusCard } from './columns.js'
import { byId, element } from './element.js'
import { openPanel, refreshPanel } from './panel.js'
import { ask } from './server.js'
import { setTime, startTime } from './time.js'
import { clearError, say, showError } from './toasts.js'
import { setWebhooks, startWebhooks } from './webhooks.js'
import { plural, statuses } from './words.js'

let state
let version
let isLost = false

const actions = {
  open: (id) => openPanel(id, { state: () => state, refresh, closed: focusCard }),
  move: async (id, stageId) => {
    try {
      await ask(`tickets/${id}`, 'PATCH', { properties: { hs_pipeline_stage: stageId } })
    } catch (error) {
      showError(error.message)
    }
    await refresh()
  },
}

async function refresh() {
  const before = state
  state = await ask('state')
  version = state.version
  setTime(state)
  setWebhooks(state)
  draw()
  tellMoves(before)
  await refreshPanel()
}

function draw() {
  const board = byId('board')
  board.setAttribute('aria-busy', 'false')
  byId('title').textContent = state.pipeline
  if (state.stages.length === 0) {
    const text = `This account has no pipeline called ${state.pipeline} yet. Start it with npm start, which sets one up.`
    board.replaceChildren(element('p', { class: 'empty' }, text))
    return
  }
  const shown = drawColumns(board, state, isShown, actions)
  const total = state.tickets.length
  const all = total === 0 ? 'No complaints yet: create the first one' : plural(total, 'complaint')
  byId('shown').textContent = shown === total ? all : `${shown} of ${plural(total, 'complaint')}`
  const isOpenOnly = document.querySelector('[name=scope]:checked').value === 'open'
  for (const column of board.querySelectorAll('.column.closed')) column.hidden = isOpenOnly
}

function isShown(ticket, ownerName) {
  if (!ticket) return false
  const stage = state.stages.find((each) => each.id === ticket.stage)
  if (document.querySelector('[name=scope]:checked').value === 'open' && stage?.isClosed) return false
  const text = `${ticket.subject} ${ticket.id} ${ownerName} ${statuses[ticket.status] ?? ''}`.toLowerCase()
  return byId('filter')
    .value.toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function tellMoves(before) {
  if (!before) return
  const old = new Map(before.tickets.map((ticket) => [ticket.id, ticket.stage]))
  const label = (id) => state.stages.find((stage) => stage.id === id)?.label ?? 'another pipeline'
  const moved = state.tickets.filter((ticket) => old.has(ticket.id) && old.get(ticket.id) !== ticket.stage)
  const fresh = state.tickets.filter((ticket) => !old.has(ticket.id))
  if (moved.length > 3) say(`${moved.length} complaints moved.`)
  else
    for (const { id, subject, stage } of moved)
      say(`“${subject}” moved from ${label(old.get(id))} to ${label(stage)}.`)
  if (fresh.length > 3) say(`${fresh.length} new complaints.`)
  else for (const { subject, stage } of fresh) say(`New complaint in ${label(stage)}: “${subject}”.`)
}

async function watch() {
  try {
    const pulse = await ask('pulse')
    if (pulse.version === version) {
      setTime(pulse)
      setWebhooks(pulse)
    } else await refresh()
    if (isLost) clearError()
    isLost = false
  } catch (error) {
    isLost = true
    showError(error.message)
  }
  setTimeout(watch, 1000)
}

startTime(refresh)
startWebhooks()
byId('new').addEventListener('click', () =>
  openPanel(null, {
    state: () => state,
    refresh,
    closed: (id) => (id ? focusCard(id) : byId('new').focus()),
  }),
)
byId('search').addEventListener('submit', (event) => event.preventDefault())
byId('search').addEventListener('input', () => state && draw())
void watch()
