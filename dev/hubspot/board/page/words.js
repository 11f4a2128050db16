// Times, dates and statuses in words, in the reader's own time zone.

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' })
const month = new Intl.DateTimeFormat('en-GB', { month: 'short' })
const two = (number) => String(number).padStart(2, '0')

/** "Mon 23 Nov 2026"; without the year where `now` is in the same. */
function dayInWords(at, now) {
  const day = `${weekday.format(at)} ${at.getDate()} ${month.format(at).replace('Sept', 'Sep')}`
  return now && new Date(now).getFullYear() === at.getFullYear() ? day : `${day} ${at.getFullYear()}`
}

/** "Mon 23 Nov 2026, 10:00" */
export const timeInWords = (at, now) =>
  `${dayInWords(at, now)}, ${two(at.getHours())}:${two(at.getMinutes())}`

/** A due instant a second before midnight stands for the whole day. */
export function dueInWords(iso, now) {
  const at = new Date(iso)
  return at.getHours() === 23 && at.getMinutes() === 59 ? dayInWords(at, now) : timeInWords(at, now)
}

/** A date without a time, `2026-11-26`: the same day for every reader. */
export const dateInWords = (date) => dayInWords(new Date(`${date}T00:00`))

/** "today", "in 3 days", "2 days ago", by the calendar. */
export function fromNow(iso, now) {
  const days = Math.round((midnight(new Date(iso)) - midnight(new Date(now))) / 86_400_000)
  if (days === 0) return 'today'
  if (days === 1) return 'tomorrow'
  if (days === -1) return 'yesterday'
  return days > 0 ? `in ${days} days` : `${-days} days ago`
}

const midnight = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()

/** To and from what a `datetime-local` field holds. */
export function toLocalInput(iso) {
  if (!iso) return ''
  const at = new Date(iso)
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`
}

export const fromLocalInput = (text) => (text ? new Date(text).toISOString() : '')

export const statuses = {
  on_track: 'On track',
  due_soon: 'Due soon',
  overdue: 'Overdue',
  paused: 'Paused',
  met: 'Met',
  met_late: 'Met late',
}

export const plural = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** The text of a note or task body, which the CRM keeps as HTML. The parsed document is inert. */
export function plainText(html) {
  const parsed = new DOMParser().parseFromString(
    html.replaceAll(/<(br|\/p|\/li|\/div)\s*\/?>/gi, (tag) => `${tag}\n`),
    'text/html',
  )
  return (parsed.body.textContent ?? '').trim()
}
