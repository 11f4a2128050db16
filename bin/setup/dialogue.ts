// What `redress setup` says and asks. Without a person at the prompt every question is left unanswered.

import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

export type Dialogue = {
  readonly say: (...lines: readonly string[]) => void
  /** What a person types; `undefined` where nobody does. */
  readonly ask: (question: string, isSecret?: boolean) => Promise<string | undefined>
  readonly confirm: (question: string) => Promise<boolean>
}

export type DialogueOptions = { readonly json?: true; readonly yes?: true }

export function createDialogue({ json, yes }: DialogueOptions): Dialogue {
  const isPerson = process.stdin.isTTY && !json
  const ask = async (question: string, isSecret = false): Promise<string | undefined> => {
    if (!isPerson) return undefined
    const output = isSecret ? silent() : process.stdout
    const prompt = createInterface({ input: process.stdin, output, terminal: true })
    try {
      if (isSecret) process.stdout.write(`${question} `)
      return (await prompt.question(isSecret ? '' : `${question} `)).trim() || undefined
    } finally {
      prompt.close()
      if (isSecret) process.stdout.write('\n')
    }
  }
  return {
    say: (...lines) => {
      if (!json) console.log(lines.join('\n'))
    },
    ask,
    confirm: async (question) => yes === true || /^y(es)?$/i.test((await ask(`${question} (y/n)`)) ?? ''),
  }
}

/** Shows nothing of what is typed. */
const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() })
