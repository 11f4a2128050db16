// Answers JSON lines: one line out for each line in, in order, and an error is an answer like any other.

import { type Result, err } from '../src/rules/result.ts'

/** Answers one parsed line; an error becomes `{"error": …}`. */
export type Answer = (question: unknown) => Result<unknown, string> | Promise<Result<unknown, string>>

/** Reads stdin to its end. Answers as lines arrive, so that a program can hold a conversation. */
export async function answerLines(answer: Answer): Promise<void> {
  // Whoever reads may stop early, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  process.stdin.setEncoding('utf8')
  let rest = ''
  for await (const chunk of process.stdin) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    await write(await answerAll(lines, answer))
  }
  if (rest !== '') await write(await answerAll([rest], answer))
}

async function answerAll(lines: readonly string[], answer: Answer): Promise<string> {
  let out = ''
  for (const line of lines) {
    const result = await answerLine(line, answer)
    out += `${JSON.stringify(result.ok ? result.value : { error: result.error })}\n`
  }
  return out
}

async function answerLine(line: string, answer: Answer): Promise<Result<unknown, string>> {
  try {
    const question: unknown = JSON.parse(line.replace(/^\uFEFF/, ''))
    return await answer(question)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return err(error instanceof SyntaxError ? `this line is not JSON: ${message}` : message)
  }
}

function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (text === '' || process.stdout.write(text)) resolve()
    else process.stdout.once('drain', resolve)
  })
}
