// A policy that is too large, or that would take for ever to read, is refused in a moment.

import { expect, it } from 'vitest'
import { bournvilleFiles, parsed } from './bournville.ts'

type Json = Record<string, unknown>

function findingsWith(change: (policy: Json, files: Record<string, unknown>) => void): readonly string[] {
  const files = { ...bournvilleFiles() }
  change(files['policy.json'] as Json, files)
  const policy = parsed(files)
  return policy.ok ? [] : policy.error.map(({ pointer, message }) => `${pointer}: ${message}`)
}

const numbered = (count: number, of: (index: number) => readonly [string, unknown]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => of(index)))

it.each`
  what          | most   | one
  ${'stages'}   | ${50}  | ${{ label: 'x', says: 'x' }}
  ${'facts'}    | ${500} | ${{ type: 'text', label: 'x', property: 'x' }}
  ${'roles'}    | ${100} | ${{ title: 'x', owners: { '*': 'a@b.example' } }}
  ${'messages'} | ${100} | ${[{ from: '2026-01-01', text: 'x' }]}
`('has at most $most $what', ({ what, most, one }) => {
  const found = findingsWith((policy) => (policy[what] = numbered(most + 1, (index) => [`x${index}`, one])))
  expect(found).toEqual([`/${what}: a policy has at most ${most} ${what}, and these are ${most + 1}`])
})

it('has at most 200 options in a fact', () => {
  const options = Array.from({ length: 201 }, (_, index) => `o${index}`)
  const found = findingsWith((policy) => ((policy['facts'] as Json)['tenure'] = { type: 'option', options }))
  expect(found).toEqual(['/facts/tenure/options: a fact has at most 200 options'])
})

it('has at most 500 rules', () => {
  const found = findingsWith((_, files) => (files['stages.json'] = Array.from({ length: 501 }, () => ({}))))
  expect(found).toEqual([': a policy has at most 500 rules in all its files'])
})

it('tells facts that follow from each other by many ways in a moment, and refuses a chain without end', () => {
  const doubled = (index: number) => [
    `d${index}`,
    {
      type: 'instant',
      label: `double ${index}`,
      derive: { earliest: index === 0 ? ['receivedAt', 'createdAt'] : [`d${index - 1}`, `d${index - 1}`] },
    },
  ]
  const withFacts = (count: number) =>
    findingsWith((policy) =>
      Object.assign(
        policy['facts'] as Json,
        numbered(count, (index) => doubled(index) as [string, unknown]),
      ),
    )
  expect(withFacts(45)).toEqual([])
  expect(withFacts(60).join()).toContain('`d59` follows from other facts in more than 50 steps')
})

it('stops after five hundred mistakes', () => {
  const leaves = Array.from({ length: 199 }, (_, index) => ({
    fact: `recievedAtt${index}`,
    operator: 'present',
    value: true,
  }))
  const rule = {
    name: 'x',
    title: 'x',
    source: { section: 'x', paragraph: 'x' },
    conditions: { all: leaves },
  }
  const found = findingsWith((_, files) => (files['stages.json'] = Array.from({ length: 100 }, () => rule)))
  expect(found).toHaveLength(500)
})
