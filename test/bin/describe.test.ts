import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { describePolicy } from '../../bin/description/description.ts'
import { inMarkdown, inText } from '../../bin/description/layout.ts'
import { policyFoldersIn, readPolicyFolder } from '../../bin/policy-folder.ts'
import { rulesFolder } from '../../bin/rules-folder.ts'

const program = fileURLToPath(new URL('../../bin/redress.ts', import.meta.url))
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [program, 'describe', ...args], { encoding: 'utf8' })

const folders = [rulesFolder, new URL('../policies/', import.meta.url)]

describe('describe', () => {
  it.each(folders.flatMap((rules) => policyFoldersIn(rules).map((name) => ({ name, rules }))))(
    'leaves nothing of $name out',
    ({ name, rules }) => {
      const { policy, examples } = readPolicyFolder(name, rules)
      if (!policy) throw new Error(`${name} has mistakes`)
      const description = describePolicy(name, policy, examples)
      const named = new Set(description.sections.flatMap(({ entries }) => entries.map((entry) => entry.name)))
      for (const rule of policy.rules) expect(named).toContain(rule.name)
      for (const fact of policy.facts.values()) if (fact.derive) expect(named).toContain(fact.name)
      for (const role of policy.roles.keys()) expect(named).toContain(role)
      const text = inText(description)
      for (const { title } of examples) expect(text).toContain(title)
      expect(text).not.toMatch(/(?<!-)undefined|\[object|NaN/)
      expect(inMarkdown(description)).not.toMatch(/(?<!-)undefined|\[object|NaN/)
    },
  )

  it('tells an example as a story', () => {
    const { policy, examples } = readPolicyFolder('bournville', rulesFolder)
    const example = examples.find(
      ({ title }) => title === 'A notice of extension counts once it has a reason',
    )
    if (!policy || !example) throw new Error('there is no such example')
    const [section] = describePolicy('bournville', policy, [example], ['examples']).sections
    expect(section?.entries[0]?.says[1]).toBe(
      'On Thu 3 Dec 2026 at 10:00: people record “notice of extension sent” at Thu 3 Dec 2026 at 09:00 and “stage 1 extended to” as Mon 14 Dec 2026; then it is in Stage 1, “Respond within ten working days” is running (due Mon 7 Dec 2026, not extended, for “no reason is recorded”) and the ticket says “no reason is recorded”.',
    )
  })

  it('gives the sections that are asked for, in JSON too', () => {
    const { status, stdout } = run('bournville', '--json', '--only', 'clocks', 'stages')
    const [policy]: { sections: { name: string; entries: unknown[] }[] }[] = JSON.parse(stdout)
    expect(status).toBe(0)
    expect(policy?.sections.map(({ name, entries }) => [name, entries.length])).toEqual([
      ['stages', 5],
      ['clocks', 4],
    ])
  })

  it('lists the CRM properties alone', () => {
    const { stdout } = run('bournville', '--properties')
    expect(stdout).toMatch(/^complaint_complexity +option +people +complexity +standard, complex$/m)
    expect(stdout).toMatch(/^complaint_respond_due +date +Redress +respond by$/m)
  })

  it('says what is wrong instead, where something is', () => {
    const { status, stderr } = run('bornville')
    expect(status).toBe(1)
    expect(stderr).toContain('unknown policy `bornville`, did you mean `bournville`?')
  })
})
