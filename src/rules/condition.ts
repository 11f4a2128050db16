// Conditions: the tree of `all`, `any`, `not` and leaves that a rule file holds, parsed once.

import type { FactType } from './fact.ts'
import { isOperator, operatorNames, operators, type Literal, type OperatorName } from './operator.ts'
import { isRecord, nearest, type Report } from './finding.ts'
import { typeValue } from './fact.ts'

export type Leaf = {
  readonly kind: 'leaf'
  readonly pointer: string
  readonly fact: string
  readonly operator: OperatorName
  readonly value: Literal
}

export type Condition =
  | {
      readonly kind: 'all' | 'any'
      readonly pointer: string
      readonly conditions: readonly [Condition, ...Condition[]]
    }
  | { readonly kind: 'not'; readonly pointer: string; readonly condition: Condition }
  | Leaf

export type FactShape = { readonly type: FactType; readonly options: readonly string[] }

/** What a condition may read, by name. */
export type Scope = ReadonlyMap<string, FactShape>

const deepest = 10
const most = 200

/** What the engine would take in a leaf, and why it is not offered. */
const whyNot: ReadonlyMap<string, string> = new Map([
  ['path', 'a path could change the facts, or take for ever to read; declare a fact instead'],
  ['params', 'facts take no parameters'],
  ['condition', 'a shared condition could lead round in a circle; declare a derived fact instead'],
])

/** Parses a rule's conditions; each mistake is reported with its JSON pointer and answers `undefined`. */
export function parseCondition(
  raw: unknown,
  pointer: string,
  scope: Scope,
  report: Report,
): Condition | undefined {
  let nodes = 0

  function parseNode(node: unknown, at: string, depth: number): Condition | undefined {
    nodes += 1
    if (depth > deepest) return report(at, `conditions nest deeper than ${deepest}`)
    if (nodes === most + 1) return report(at, `a rule has more than ${most} conditions`)
    if (nodes > most) return undefined
    if (!isRecord(node)) return report(at, 'a condition must be an object')
    const groups = ['all', 'any', 'not'].filter((key) => Object.hasOwn(node, key))
    if (groups.length === 0) return parseLeaf(node, at)
    const [group] = groups
    const stray = Object.keys(node).find((key) => key !== group)
    if (groups.length > 1 || stray !== undefined || group === undefined)
      return report(
        at,
        `a condition holds exactly one of \`all\`, \`any\` and \`not\`${stray === undefined ? '' : `, and no \`${stray}\` beside it: the engine would heed only one of them`}`,
      )
    const inner = node[group]
    if (group === 'not') {
      const condition = parseNode(inner, `${at}/not`, depth + 1)
      return condition && { kind: 'not', pointer: at, condition }
    }
    if (!Array.isArray(inner) || inner.length === 0)
      return report(
        `${at}/${group}`,
        `\`${group}\` must be a list of at least one condition: the engine takes an empty one as fulfilled`,
      )
    const parsed = inner.map((child: unknown, index) =>
      parseNode(child, `${at}/${group}/${index}`, depth + 1),
    )
    const [first, ...rest] = parsed.filter((child) => child !== undefined)
    if (first === undefined || rest.length + 1 !== inner.length) return undefined
    return { kind: group === 'all' ? 'all' : 'any', pointer: at, conditions: [first, ...rest] }
  }

  function parseLeaf(node: Readonly<Record<string, unknown>>, at: string): Leaf | undefined {
    const stray = Object.keys(node).find((key) => !['fact', 'operator', 'value'].includes(key))
    if (stray !== undefined)
      return report(
        `${at}/${stray.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        `unknown key \`${stray}\` in a condition: ${whyNot.get(stray) ?? 'it takes `fact`, `operator` and `value`'}`,
      )
    const { fact, operator, value } = node
    if (typeof fact !== 'string') return report(`${at}/fact`, 'a condition needs the name of a fact')
    if (typeof operator !== 'string') return report(`${at}/operator`, 'a condition needs an operator')
    const shape = scope.get(fact)
    if (!shape) return report(`${at}/fact`, `unknown fact \`${fact}\`${nearest(fact, scope.keys())}`)
    if (!isOperator(operator))
      return report(`${at}/operator`, `unknown operator \`${operator}\`${nearest(operator, operatorNames)}`)
    const { types, takes } = operators[operator]
    if (types !== 'any' && !types.some((type) => type === shape.type))
      return report(
        `${at}/operator`,
        `\`${operator}\` does not fit \`${fact}\`, which is of type ${shape.type}`,
      )
    const literal = parseLiteral(value, takes, shape)
    if (literal === undefined) return report(`${at}/value`, literalExpected(takes, fact, shape))
    return { kind: 'leaf', pointer: at, fact, operator, value: literal }
  }

  return parseNode(raw, pointer, 0)
}

const scalarOf = (value: unknown, { type, options }: FactShape): boolean | number | string | undefined => {
  if (type === 'boolean') return typeof value === 'boolean' ? value : undefined
  if (type === 'number') return typeof value === 'number' ? value : undefined
  if (typeof value !== 'string' || value.trim() === '') return undefined
  // What the CRM holds is read without the spaces around it: a literal with some would never be met.
  if (type !== 'text' && value !== value.trim()) return undefined
  if (!typeValue(type === 'set' ? 'option' : type, options, value).ok) return undefined
  return type === 'person' ? value.toLowerCase() : value
}

function parseLiteral(value: unknown, takes: string, shape: FactShape): Literal | undefined {
  if (takes === 'true') return value === true ? true : undefined
  if (takes === 'list' || (takes === 'same' && shape.type === 'set')) {
    if (!Array.isArray(value) || (takes === 'list' && value.length === 0)) return undefined
    const members = value.map((member: unknown) => scalarOf(member, shape))
    return members.every((member) => typeof member === 'string') ? members : undefined
  }
  return scalarOf(value, shape)
}

const literalExpected = (takes: string, fact: string, { type, options }: FactShape) =>
  takes === 'true'
    ? 'this operator takes the value `true`'
    : `the value does not fit \`${fact}\`: it takes ${takes === 'list' || type === 'set' ? 'a list of ' : ''}${
        options.length > 0 ? options.map((option) => `\`${option}\``).join(', ') : type
      }`

/** Names of the facts that a condition reads. */
export function factsRead(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'leaf':
      return [condition.fact]
    case 'not':
      return factsRead(condition.condition)
    case 'all':
    case 'any':
      return condition.conditions.flatMap(factsRead)
  }
}
