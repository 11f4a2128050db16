// The text of a task or note: HTML in HubSpot, with the reference by which it is found again.

/** Subject, body and `ref <key>`, each escaped: they may hold what a resident wrote. */
export function bodyHtml(text: {
  readonly subject: string
  readonly body: string
  readonly ref: string
}): string {
  const paragraphs = [text.subject, text.body, `ref ${text.ref}`].filter((paragraph) => paragraph !== '')
  return paragraphs.map((paragraph) => `<p>${escaped(paragraph).replace(/\r?\n/g, '<br>')}</p>`).join('')
}

/** Whether the text holds exactly this reference: `ref a1` is not found in `ref a12`. */
export function hasRef(html: string, ref: string): boolean {
  const words = unescaped(html.replace(/<[^>]*>/g, ' ')).split(/\s+/)
  return ` ${words.join(' ')} `.includes(` ref ${ref.trim().split(/\s+/).join(' ')} `)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char)
}

// HubSpot's editor writes other entities than ours for the same characters.
function unescaped(html: string): string {
  return html
    .replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]{1,5});/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&nbsp;/g, ' ')
    .replace(/&apos;/g, "'")
    .replace(
      /&(lt|gt|quot);/g,
      (entity) => Object.keys(entities).find((char) => entities[char] === entity) ?? entity,
    )
    .replace(/&amp;/g, '&')
}
