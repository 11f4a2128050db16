// The switches that put webhooks into disorder.

import { byId } from './element.js'
import { ask } from './server.js'
import { say, showError } from './toasts.js'

let toLose = 0

export function startWebhooks() {
  byId('duplicate').addEventListener('change', (event) => change({ isDuplicating: event.target.checked }))
  byId('shuffle').addEventListener('change', (event) => change({ isShuffling: event.target.checked }))
  byId('lose').addEventListener('click', () => change({ loseNext: toLose > 0 ? 0 : 1 }))
}

export function setWebhooks({ loseNext, isDuplicating, isShuffling }) {
  if (toLose > 0 && loseNext === 0 && byId('lose').dataset.asked !== 'no')
    say('A webhook was lost on the way.')
  toLose = loseNext
  delete byId('lose').dataset.asked
  byId('lose').setAttribute('aria-pressed', String(loseNext > 0))
  byId('lose').textContent = loseNext > 0 ? 'Will lose the next one' : 'Lose the next one'
  byId('duplicate').checked = isDuplicating
  byId('shuffle').checked = isShuffling
}

async function change(wanted) {
  if (wanted.loseNext === 0) byId('lose').dataset.asked = 'no'
  try {
    setWebhooks(await ask('webhooks', 'POST', wanted))
  } catch (error) {
    showError(error.message)
  }
}
