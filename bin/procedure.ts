// A published procedure as sections and paragraphs, so that a rule can cite one and know when it was reworded.

import { createHash } from 'node:crypto'

export type Paragraph = {
  readonly section: string
  /** Its printed number, else a letter by its place among the section's other paragraphs. */
  readonly paragraph: string
  readonly text: string
  /** SHA-256 of the text with white space folded. */
  readonly sha256: string
}

const isHeading = (text: string) =>
  text.length < 70 &&
  /^[A-Z0-9]/.test(text) &&
  !/^\d+:/.test(text) &&
  !text.includes('\n') &&
  !isPromise(text)

/** A short sentence about what somebody does: some headings, too, end with a full stop. */
const isPromise = (text: string) =>
  text.endsWith('.') &&
  (/^(We|You|Your|Our|They|It|This|There|If|When|All|Any|An?|No|Please)\b/.test(text) ||
    /\b(within|will|must|shall|should|may|days?|hours?|weeks?|months?)\b/.test(text))

const contacts = [
  /^[^\s@]+@[^\s@]+$/, // an e-mail address
  /^@\w+$/, // a name on a network
  /^(https?:\/\/)?[\w-]+(\.[\w-]+)+(\/\S*)?$/, // a page
  /^\[[^\]]*\]\([^)\s]*\)$/, // a link in Markdown
  /^([\p{L} ]+: ?)?[+(]?\d[\d ()-]{5,}$/u, // a telephone number, with or without whose it is
]

/** A line that only says where to reach somebody: nothing that anybody has to do. */
const isContact = (text: string) => contacts.some((contact) => contact.test(text))

const letter = (index: number): string =>
  index < 26 ? String.fromCharCode(97 + index) : letter(Math.floor(index / 26) - 1) + letter(index % 26)

/**
 * The paragraphs of a text: headings are short lines of their own, paragraphs are blocks or bullets, and lines that only
 * give an address, a number or a link are neither. A section that is printed twice goes on with its letters.
 */
export function paragraphsOf(procedure: string): readonly Paragraph[] {
  const paragraphs: Paragraph[] = []
  const unnumbered = new Map<string, number>()
  let section = ''
  for (const block of blocksOf(procedure)) {
    const isBullet = /^\s*-\s/.test(block)
    const text = block
      .replace(/^\s*-\s+/, '')
      .replaceAll(/\s+/g, ' ')
      .trim()
    if (isContact(text)) continue
    if (!isBullet && isHeading(block.trim())) {
      section = text.replace(/^\d+\s+/, '').replace(/\.$/, '')
      continue
    }
    const number = /^(\d+):/.exec(text)?.[1]
    const before = unnumbered.get(section) ?? 0
    if (number === undefined) unnumbered.set(section, before + 1)
    const paragraph = number ?? letter(before)
    paragraphs.push({ section, paragraph, text, sha256: createHash('sha256').update(text).digest('hex') })
  }
  return paragraphs
}

function blocksOf(text: string): readonly string[] {
  const blocks: string[] = []
  let open = false
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') open = false
    else if (open && !/^\s*-\s/.test(line)) blocks.push(`${blocks.pop() ?? ''}\n${line}`)
    else {
      blocks.push(line)
      open = true
    }
  }
  return blocks
}
