// Text that a stranger wrote, as it may stand in a sentence of ours: in one short line, all of which can be seen.

/**
 * Line breaks, control characters and whatever turns the direction of writing become a blank: with them a text could
 * pass for a line of the log, or read as other words. At most `longest` characters.
 */
export const quoted = (text: string, longest: number): string =>
  Array.from(
    text
      .slice(0, longest * 4)
      .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim(),
  )
    .slice(0, longest)
    .join('')
