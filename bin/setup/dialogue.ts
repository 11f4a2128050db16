// What `redress setup` says and asks. Without a person at the prompt every question is left unanswered.

import { createInterface } from 'node:readline/promises'

export type Dialogue = {
  readonly say: (...lines: readonly string[]) => void
  /** What a person types; `undefined` where nobody does. */
  readonly ask: (question: string) => Promise<string | undefined>
  readonly confirm: (question: string) => Promise<boolean>
}

export type DialogueOptions = { readonly json?: true; readonly yes?: true }

export function createDialogue({ json, yes }: DialogueOptions): Dialogue {
  const isPerson = process.stdin.isTTY && !json
  const ask = async (question: string): Promise<string | undefined> => {
    if (!isPerson) return undefined
    const prompt = createInterface({ input: process.stdin, output: process.stdout })
    try {
      return (await prompt.question(`${question} `)).trim() || undefined
    } finally {
      prompt.close()
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
