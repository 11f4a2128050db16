// What a rule file could do to json-rules-engine alone: each attack works there, by the name under which `redress check` refuses it.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Engine, type EngineOptions } from 'json-rules-engine'
import { expect } from 'vitest'

type Facts = Record<string, unknown>

/** A rule as JSON brings it: the engine's own types would not let it pass. */
const fromJson = (value: unknown) => JSON.parse(typeof value === 'string' ? value : JSON.stringify(value))

const leaf = { fact: 'a', operator: 'equal', value: 1 }
const other = { ...leaf, value: 2 }
const event = { type: 'held' }

async function fires(conditions: unknown, facts: Facts, rule: object = {}, options: EngineOptions = {}) {
  const engine = new Engine([], options)
  engine.addRule({ event, ...rule, conditions: fromJson(conditions) })
  const { results } = await engine.run(facts)
  return results.length > 0
}

/** Runs a program that has `Engine`, for at most so long: what it printed, and whether it came to its end by itself. */
async function runApart(program: string, milliseconds: number, ...flags: readonly string[]) {
  const child = spawn(
    process.execPath,
    [...flags, '--input-type=module', '--eval', `import { Engine } from 'json-rules-engine'\n${program}`],
    { cwd: fileURLToPath(new URL('../..', import.meta.url)), stdio: ['ignore', 'pipe', 'ignore'] },
  )
  let printed = ''
  child.stdout.on('data', (chunk) => (printed += String(chunk)))
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearTimeout(timer)
  return { printed, ended: code === 0 }
}

const nested = (depth: number): string =>
  `${'{"all":['.repeat(depth)}${JSON.stringify(leaf)}${']}'.repeat(depth)}`

export const attacks: Readonly<Record<string, () => Promise<void>>> = {
  async 'a path'() {
    const facts = { a: { list: [{ inner: [1] }] } }
    const path = '$.list[?(@.inner.push(7))]'
    await fires({ all: [{ ...leaf, path }] }, facts)
    // A condition changed the facts that it was to test.
    expect(facts).toEqual({ a: { list: [{ inner: [1, 7] }] } })
  },

  async 'a path with a pattern'() {
    const path = '$.list[?(@.text.match(/^(a+)+$/))]'
    const conditions = JSON.stringify({ all: [{ ...leaf, path }] })
    const { printed, ended } = await runApart(
      `const engine = new Engine()
       engine.addRule({ conditions: ${conditions}, event: { type: 'held' } })
       console.log('begun')
       await engine.run({ a: { list: [{ text: 'a'.repeat(60) + '!' }] } })
       console.log('done')`,
      1500,
    )
    expect(printed).toBe('begun\n')
    expect(ended).toBe(false)
  },

  async 'a shared condition'() {
    const { printed, ended } = await runApart(
      `const engine = new Engine()
       engine.setCondition('shared', { any: [{ condition: 'again' }, { condition: 'again' }] })
       engine.setCondition('again', { any: [{ condition: 'shared' }] })
       engine.addRule({ conditions: { all: [{ condition: 'shared' }] }, event: { type: 'held' } })
       setTimeout(() => console.log('a timer ran'), 1)
       console.log('begun')
       await engine.run({})
       console.log('done')`,
      10_000,
      '--max-old-space-size=48',
    )
    // Nothing else has a turn until memory is gone.
    expect(printed).toBe('begun\n')
    expect(ended).toBe(false)
  },

  async 'a prototype'() {
    const text = JSON.stringify({ all: [other] })
    expect(await fires(text, { a: 1 })).toBe(false)
    expect(await fires(text.replace(/}$/, ',"__proto__":{"any":[]}}'), { a: 1 })).toBe(true)
  },

  async 'an unknown operator'() {
    // Accepted when the rule is added; then no rule of the run has a result.
    const engine = new Engine()
    engine.addRule({ conditions: { all: [leaf] }, event })
    engine.addRule({ conditions: { all: [{ ...leaf, operator: 'equals' }] }, event })
    await expect(engine.run({ a: 1 })).rejects.toThrow('Unknown operator')
  },

  async 'an unknown fact'() {
    const engine = new Engine()
    engine.addRule({ conditions: { all: [leaf] }, event })
    engine.addRule({ conditions: { all: [{ ...leaf, fact: 'aa' }] }, event })
    await expect(engine.run({ a: 1 })).rejects.toThrow('Undefined fact')
  },

  async 'an operator with a decorator'() {
    expect(await fires({ all: [{ ...leaf, operator: 'not:equal' }] }, { a: 2 })).toBe(true)
  },

  async 'a fact compared with a fact'() {
    expect(await fires({ all: [{ ...leaf, value: { fact: 'b' } }] }, { a: 2, b: 2 })).toBe(true)
  },

  async 'a text for a number of things'() {
    expect(await fires({ all: [{ ...leaf, operator: 'in', value: 'early stage1' }] }, { a: 'stage' })).toBe(
      true,
    )
  },

  async 'an empty all'() {
    expect(await fires({ all: [] }, {})).toBe(true)
  },

  async 'an empty any'() {
    expect(await fires({ any: [] }, {})).toBe(true)
  },

  async 'any beside all'() {
    expect(await fires({ all: [leaf], any: [other] }, { a: 2 })).toBe(true)
  },

  async 'a leaf beside all'() {
    expect(await fires({ all: [leaf], ...other }, { a: 1 })).toBe(true)
  },

  async 'the event success'() {
    const engine = new Engine()
    let times = 0
    engine.on('success', () => void (times += 1))
    engine.addRule({ conditions: { all: [leaf] }, event: { type: 'success' } })
    await engine.run({ a: 1 })
    expect(times).toBe(2)
  },

  async 'the event error'() {
    const engine = new Engine()
    engine.addRule({ conditions: { all: [leaf] }, event })
    engine.addRule({ conditions: { all: [leaf] }, event: { type: 'error' } })
    await expect(engine.run({ a: 1 })).rejects.toThrow()
  },

  async 'an unknown key of a rule'() {
    expect(await fires({ all: [leaf] }, { a: 1 }, { enabled: false })).toBe(true)
  },

  async 'a fact copied into an event'() {
    const engine = new Engine([], { replaceFactsInEventParams: true })
    engine.addRule({
      conditions: { all: [leaf] },
      event: { type: 'held', params: { because: { fact: 'adjustments' } } },
    })
    const { events } = await engine.run({ a: 1, adjustments: 'known to few' })
    expect(events[0]?.params).toEqual({ because: 'known to few' })
  },

  async 'very deep nesting'() {
    const deep = fromJson(nested(20_000))
    expect(() => new Engine([{ conditions: deep, event }])).toThrow(RangeError)
  },
}
