/** `redress` as a person runs it: JSON lines in, JSON lines out. */
// oxlint-disable typescript/no-unsafe-type-assertion -- answers are read by shape
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export type Line = Readonly<Record<string, unknown>>

/** Runs a subcommand once over all the lines; a line that is a string goes in as it stands. */
export async function redress(args: readonly string[], lines: readonly unknown[]): Promise<Line[]> {
  const child = spawn('npm', ['run', '--silent', 'redress', '--', ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const end = new Promise((resolve) => child.once('close', resolve))
  child.stdin.end(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''))
  await end
  const answers = out.split('\n').filter((line) => line.trim() !== '')
  if (answers.length !== lines.length)
    throw new Error(
      `${answers.length} answers to ${lines.length} lines: ${err.slice(0, 2000)} ${out.slice(0, 500)}`,
    )
  return answers.map((line) => JSON.parse(line) as Line)
}

/** An instant in one spelling, so that two can be compared. */
export function millis(value: unknown): string {
  const time = Date.parse(String(value))
  return Number.isFinite(time) ? new Date(time).toISOString() : String(value)
}
