// Mistakes in how facts and rules rest on each other: facts derived from themselves, names taken twice, clocks that rest on clocks.

import { isOpenTime } from './calendar/span.ts'
import { dependsOn } from './built-in-facts.ts'
import { factsOfClock, type ClockRule } from './clock-rule.ts'
import { factsRead, type Condition } from './condition.ts'
import type { Report } from './finding.ts'
import type { FactDefinition, Rule } from './policy.ts'

/** More steps than a reader could follow. */
const deepest = 50

export function reportCycles(facts: ReadonlyMap<string, FactDefinition>, report: Report): void {
  for (const name of facts.keys()) {
    const path: string[] = []
    // From where there is no way back, seen once is enough.
    const seen = new Set<string>()
    let isDeep = false
    const visit = (fact: string): boolean => {
      if (path.length > 0 && fact === name) return true
      if (seen.has(fact)) return false
      seen.add(fact)
      if (path.length >= deepest) {
        isDeep = true
        return false
      }
      path.push(fact)
      const derive = facts.get(fact)?.derive
      const found = derive !== undefined && dependsOn(derive).some(visit)
      if (!found) path.pop()
      return found
    }
    const derive = facts.get(name)?.derive
    if (derive && visit(name))
      report(`/facts/${name}`, `\`${name}\` is derived from itself: ${[...path, name].join(' → ')}`)
    else if (isDeep)
      report(`/facts/${name}`, `\`${name}\` follows from other facts in more than ${deepest} steps`)
  }
}

/** Mistakes that only show when all the rules are seen together. */
export function reportRuleMistakes(
  rules: readonly Rule[],
  facts: ReadonlyMap<string, FactDefinition>,
  reporter: (file: string) => Report,
): void {
  const seen = new Map<string, Rule>()
  const clocks: ClockRule[] = []
  for (const rule of rules) {
    const report = reporter(rule.file)
    const twin = seen.get(rule.name)
    if (twin) report(`${rule.pointer}/name`, `the name \`${rule.name}\` is taken by a rule in ${twin.file}`)
    seen.set(rule.name, rule)
    if (rule.kind === 'move' && needsStage(rule.condition, rule.to))
      report(
        `${rule.pointer}/event/params/to`,
        `a ticket that this rule moves to \`${rule.to}\` already stands there: its conditions say so`,
      )
    if (rule.kind === 'clock') {
      reportRepeatedNames(rule, report)
      reportMidnightStart(rule, facts, report)
      reportOwnInput(rule, facts, report)
      for (const other of clocks) reportSharedProperties(rule, other, report)
      clocks.push(rule)
      const read = [...factsOfClock(rule), ...factsRead(rule.condition)]
      const late = read.find((name) => readsClocks(name, facts))
      if (late !== undefined)
        report(rule.pointer, `a clock can not rest on \`${late}\`, which follows from the states of clocks`)
    }
  }
}

/** Whether a condition holds only where the ticket stands in this stage. */
function needsStage(condition: Condition, stage: string): boolean {
  switch (condition.kind) {
    case 'leaf':
      return condition.fact === 'stage' && condition.operator === 'equal' && condition.value === stage
    case 'all':
      return condition.conditions.some((one) => needsStage(one, stage))
    case 'any':
      return condition.conditions.every((one) => needsStage(one, stage))
    case 'not':
      return false
  }
}

/** A day's end is the first instant of the next day: days counted from there would begin a day late. */
function reportMidnightStart(
  rule: ClockRule,
  facts: ReadonlyMap<string, FactDefinition>,
  report: Report,
): void {
  const { derive } = facts.get(rule.start) ?? {}
  const starts =
    derive?.op === 'first' ? [rule.start, ...derive.choices.map(({ fact }) => fact)] : [rule.start]
  const late = starts.find((name) => {
    const start = facts.get(name)?.derive
    return (
      start?.op === 'due' &&
      start.gives === 'instant' &&
      start.counting.dueTime === 'endOfDay' &&
      !isOpenTime(start.within.unit)
    )
  })
  if (late !== undefined)
    report(
      `${rule.pointer}/event/params/start`,
      `\`${late}\` is the midnight after its day, so this would count from the next day: give \`${late}\` the type date`,
    )
}

/** A clock that writes what it rests on would count from its own word. */
function reportOwnInput(rule: ClockRule, facts: ReadonlyMap<string, FactDefinition>, report: Report): void {
  const behind = new Set<string>()
  const visit = (name: string) => {
    if (behind.has(name)) return
    behind.add(name)
    const derive = facts.get(name)?.derive
    if (derive) dependsOn(derive).forEach(visit)
  }
  factsOfClock(rule).forEach(visit)
  for (const key of ['due', 'result', 'taken'] as const)
    if (behind.has(rule[key] ?? ''))
      report(
        `${rule.pointer}/event/params/${key}`,
        `this clock rests on \`${rule[key] ?? ''}\`, so it can not write it too`,
      )
}

function reportRepeatedNames({ extensions, pointer }: ClockRule, report: Report): void {
  for (const [index, { name }] of extensions.entries())
    if (name !== '' && extensions.findIndex((other) => other.name === name) !== index)
      report(
        `${pointer}/event/params/extensions/${index}/name`,
        `this clock has two extensions with the name \`${name}\``,
      )
}

/** Two clocks that run under the same conditions would write over each other. */
function reportSharedProperties(rule: ClockRule, other: ClockRule, report: Report): void {
  if (shapeOf(rule.condition) !== shapeOf(other.condition)) return
  for (const key of ['due', 'result', 'taken'] as const)
    if (rule[key] !== undefined && rule[key] === other[key])
      report(
        `${rule.pointer}/event/params/${key}`,
        `\`${other.name}\` runs under the same conditions and writes \`${rule[key]}\` too`,
      )
}

const shapeOf = (condition: Condition): string =>
  JSON.stringify(condition, (key, value: unknown) => (key === 'pointer' ? undefined : value))

export function readsClocks(
  name: string,
  facts: ReadonlyMap<string, FactDefinition>,
  seen = new Set<string>(),
): boolean {
  if (seen.has(name)) return false
  seen.add(name)
  if (name.endsWith('State') && !facts.has(name)) return true
  const derive = facts.get(name)?.derive
  return derive !== undefined && dependsOn(derive).some((read) => readsClocks(read, facts, seen))
}
