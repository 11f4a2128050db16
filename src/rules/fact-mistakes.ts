// Mistakes in how facts and rules rest on each other: facts derived from themselves, names taken twice, clocks that rest on clocks.

import { dependsOn } from './built-in-facts.ts'
import { factsOfClock } from './clock-rule.ts'
import { factsRead } from './condition.ts'
import type { Report } from './finding.ts'
import type { FactDefinition, Rule } from './policy.ts'

export function reportCycles(facts: ReadonlyMap<string, FactDefinition>, report: Report): void {
  for (const name of facts.keys()) {
    const path: string[] = []
    const visit = (fact: string): boolean => {
      if (path.includes(fact)) return fact === name
      path.push(fact)
      const derive = facts.get(fact)?.derive
      const found = derive !== undefined && dependsOn(derive).some(visit)
      if (!found) path.pop()
      return found
    }
    const derive = facts.get(name)?.derive
    if (derive && visit(name))
      report(`/facts/${name}`, `\`${name}\` is derived from itself: ${[...path, name].join(' → ')}`)
  }
}

/** Mistakes that only show when all the rules are seen together. */
export function reportRuleMistakes(
  rules: readonly Rule[],
  facts: ReadonlyMap<string, FactDefinition>,
  reporter: (file: string) => Report,
): void {
  const seen = new Map<string, Rule>()
  for (const rule of rules) {
    const report = reporter(rule.file)
    const twin = seen.get(rule.name)
    if (twin) report(`${rule.pointer}/name`, `the name \`${rule.name}\` is taken by a rule in ${twin.file}`)
    seen.set(rule.name, rule)
    if (rule.kind === 'clock') {
      const read = [...factsOfClock(rule), ...factsRead(rule.condition)]
      const late = read.find((name) => readsClocks(name, facts))
      if (late !== undefined)
        report(rule.pointer, `a clock can not rest on \`${late}\`, which follows from the states of clocks`)
    }
  }
}

function readsClocks(
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
