// How the log page says things: times, counts, and whether an answer was a good one.

import { html } from 'hono/html'

export type Html = ReturnType<typeof html>

/** In UTC until the page's script has put it into the reader's own zone. */
export const time = (at: string): Html =>
  html`<time datetime="${at}">${at.slice(0, 10)} ${at.slice(11, 19)}</time>`

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

export const isFine = (status: number | 'lost'): boolean => status !== 'lost' && status >= 200 && status < 300

export const mark = (fine: boolean, words: string): Html =>
  html`<span class="${fine ? 'fine' : 'bad'}">${words}</span>`
