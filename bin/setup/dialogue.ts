// What `redress setup` says and asks. Without a person at the prompt every question is left unanswered.

import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

export type Dialogue = {
  readonly say: (...lines: readonly string[]) => void
  /** What a person types; `undefined` where nobody does. `before` is said only where somebody is there to answer. */
  readonly ask: (
    question: string,
    isSecret?: boolean,
    before?: readonly string[],
  ) => Promise<string | undefined>
  readonly confirm: (question: string) => Promise<boolean>
}

export type DialogueOptions = { readonly json?: true; readonly yes?: true }

type Terminal = {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly output: NodeJS.WritableStream
  /** Where a person breaks off. */
  readonly leave: () => void
}

const ownTerminal: Terminal = {
  input: process.stdin,
  output: process.stdout,
  leave: () => process.exit(130),
}

export function createDialogue({ json, yes }: DialogueOptions, terminal = ownTerminal): Dialogue {
  const { input, output, leave } = terminal
  const isPerson = input.isTTY === true && !json
  const ask: Dialogue['ask'] = async (question, isSecret = false, before = []) => {
    if (!isPerson) return undefined
    for (const line of before) output.write(`${line}\n`)
    const prompt = createInterface({ input, output: isSecret ? silent() : output, terminal: true })
    let isLeft = false
    try {
      if (isSecret) output.write(`${question} `)
      return (await prompt.question(isSecret ? '' : `${question} `)).trim() || undefined
    } catch (error) {
      // Ctrl-C or Ctrl-D.
      if (!(error instanceof Error) || error.name !== 'AbortError') throw error
      isLeft = true
      return undefined
    } finally {
      prompt.close()
      if (isSecret || isLeft) output.write('\n')
      if (isLeft) {
        output.write('Left here: run it again at any time, it takes up where things stand.\n')
        leave()
      }
    }
  }
  return {
    say: (...lines) => {
      if (!json) output.write(`${lines.join('\n')}\n`)
    },
    ask,
    confirm: async (question) => yes === true || /^y(es)?$/i.test((await ask(`${question} (y/n)`)) ?? ''),
  }
}

/** Shows nothing of what is typed. */
const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() })
