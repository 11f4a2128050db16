// The prompt of `redress setup`: what is seen of what is typed, and how somebody leaves it.

import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { createDialogue, type DialogueOptions } from '../../../bin/setup/dialogue.ts'

/** A person at a terminal who types that at the question. */
function typing(keys: string, options: DialogueOptions = {}, isTTY = true) {
  const seen: string[] = []
  const left: string[] = []
  const input = Object.assign(new PassThrough(), { isTTY })
  const output = new PassThrough().on('data', (chunk) => void seen.push(String(chunk)))
  const dialogue = createDialogue(options, { input, output, leave: () => void left.push('left') })
  setTimeout(() => input.write(keys), 20)
  return { dialogue, left, shown: () => seen.join('') }
}

it('shows what is typed, but for a secret', async () => {
  const open = typing('https://redress.test\r')
  expect(await open.dialogue.ask('PUBLIC_URL:')).toBe('https://redress.test')
  expect(open.shown()).toContain('https://redress.test')

  const secret = typing('pat-eu1-secret\r')
  expect(await secret.dialogue.ask('HUBSPOT_ACCESS_TOKEN:', true, ['✗ that did not hold'])).toBe(
    'pat-eu1-secret',
  )
  expect(secret.shown()).toBe('✗ that did not hold\nHUBSPOT_ACCESS_TOKEN: \n')
})

it.each([
  ['Ctrl-C', '\u0003', true],
  ['Ctrl-D', '\u0004', true],
  ['Ctrl-C', '\u0003', false],
])('%s leaves it without a trace of the stack', async (_, key, isSecret) => {
  const { dialogue, left, shown } = typing(key)
  expect(await dialogue.ask('?', isSecret)).toBeUndefined()
  expect(left).toEqual(['left'])
  expect(shown()).toMatch(/\nLeft here: run it again at any time, it takes up where things stand\.\n$/)
})

it('asks nobody where no person is, and nothing with --json', async () => {
  for (const { dialogue, shown } of [typing('y\r', {}, false), typing('y\r', { json: true })]) {
    expect(await dialogue.ask('?', false, ['not said'])).toBeUndefined()
    expect(await dialogue.confirm('?')).toBe(false)
    expect(shown()).toBe('')
  }
  expect(await typing('', { json: true, yes: true }).dialogue.confirm('?')).toBe(true)
})
