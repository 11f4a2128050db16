// The time control: shows the account's clock, moves it, and waits until Redress has followed.

import { byId } from './element.js'
import { ask } from './server.js'
import { clearError, say, showError } from './toasts.js'
import { timeInWords, zone } from './words.js'

let offset = 0
let stopped = false
let busy = false

export function startTime(refresh) {
  byId('clock-zone').textContent = zone
  for (const button of document.querySelectorAll('[data-step]')) {
    button.addEventListener('click', () => move(button, refresh))
  }
  setInterval(show, 1000)
}

export function setTime({ now, isStopped }) {
  offset = Date.parse(now) - Date.now()
  stopped = isStopped ? now : false
  show()
}

function show() {
  const words = timeInWords(stopped ? new Date(stopped) : new Date(Date.now() + offset))
  if (!busy && byId('clock-now').textContent !== words) byId('clock-now').textContent = words
  byId('clock-zone').textContent = stopped ? `${zone}, stopped` : `${zone}, real time`
}

async function move(button, refresh) {
  if (busy) return
  setBusy(true)
  try {
    setTime({ isStopped: true, ...(await ask('clock', 'POST', { step: button.dataset.step })) })
    clearError()
    setBusy(false)
    say(`It is now ${byId('clock-now').textContent}.`)
  } catch (error) {
    showError(error.message)
  }
  setBusy(false)
  await refresh()
}

function setBusy(value) {
  busy = value
  byId('clock').setAttribute('aria-busy', String(value))
  for (const button of document.querySelectorAll('[data-step]'))
    button.setAttribute('aria-disabled', String(value))
  if (value) byId('clock-now').textContent = 'Moving the time…'
  else show()
}
