// Puts the log's times into the reader's own zone, in words.

import { byId } from './element.js'
import { timeInWords, zone } from './words.js'

for (const node of document.querySelectorAll('time')) {
  const at = new Date(node.dateTime)
  node.textContent = `${timeInWords(at)}:${String(at.getSeconds()).padStart(2, '0')}`
}
byId('zone').textContent = zone
