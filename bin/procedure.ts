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
  text.length < 70 && /^[A-Z0-9]/.test(text) && !/^\d+:/.test(text) && !text.includes('\n')

const letter = (index: number): string =>
  index < 26 ? String.fromCharCode(97 + index) : letter(Math.floor(index / 26) - 1) + letter(index % 26)

/** The paragraphs of a text: headings are short lines of their own, paragraphs are blocks or bullets. */
export function paragraphsOf(procedure: string): readonly Paragraph[] {
  const paragraphs: Paragraph[] = []
  let section = ''
  let unnumbered = 0
  for (const block of blocksOf(procedure)) {
    const isBullet = /^\s*-\s/.test(block)
    const text = block
      .replace(/^\s*-\s+/, '')
      .replaceAll(/\s+/g, ' ')
      .trim()
    if (!isBullet && isHeading(block.trim())) {
      section = text.replace(/^\d+\s+/, '').replace(/\.$/, '')
      unnumbered = 0
      continue
    }
    const number = /^(\d+):/.exec(text)?.[1]
    const paragraph = number ?? letter(unnumbered)
    if (number === undefined) unnumbered += 1
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
