// Says aloud and on screen what happened, and shows errors until they are dealt with.

import { byId, element } from './element.js'

const shownMs = 7000

export function say(text) {
  const toast = element('p', { class: 'toast' }, text)
  byId('toasts').append(toast)
  setTimeout(() => toast.remove(), shownMs)
}

export function showError(text) {
  const banner = byId('banner')
  if (banner.textContent !== text) banner.textContent = text
  banner.hidden = false
}

export function clearError() {
  byId('banner').hidden = true
}
