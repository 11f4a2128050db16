// Who gets the ticket: owner and reviewers by role, past conflicts and absences, leaving what a person chose.

import type { Temporal } from 'temporal-polyfill'
import type { Problem } from './decision.ts'
import { toCrmText, type FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import type { Memory } from './memory.ts'
import { choose, noAccount, type Directory, type Unable } from './people.ts'
import { judge } from './judge.ts'
import { rulesAt, type AssignRule, type Candidate, type Policy } from './policy.ts'

export type Assignment = {
  /** People to be, by fact; `owner` among them. */
  readonly people: ReadonlyMap<string, FactValue>
  /** The role that the owner has the ticket in; absent where a person chose the owner. */
  readonly ownerRole: string | undefined
  /** Owner by a rule's word, newly or as before; absent where a person chose the owner. */
  readonly appointed: string | undefined
  /** The stage changed, and nobody could be found for it: the ticket is still to be assigned. */
  readonly owed: boolean
  readonly problems: readonly Problem[]
  readonly unable: readonly Unable[]
}

export type Circumstances = {
  readonly memory: Memory
  readonly today: Temporal.PlainDate
  readonly directory: Directory
  readonly stageChanged: boolean
  /** A person moved the ticket and chose its owner in one go. */
  readonly ownerChangedByHand: boolean
}

export type Appointee = (
  | { readonly kind: 'found'; readonly email: string; readonly role: string | undefined }
  | { readonly kind: 'nobody'; readonly why: string; readonly allBarred: boolean }
) & {
  /** Who was passed over because they can not be given work. */
  readonly unable: readonly Unable[]
}

/** The first candidate who is there and not barred. */
export function appoint(
  candidates: readonly Candidate[],
  barred: ReadonlySet<string>,
  policy: Policy,
  sheet: FactSheet,
  today: Temporal.PlainDate,
  directory: Directory,
): Appointee {
  const whys: string[] = []
  const unable: Unable[] = []
  let allBarred = true
  for (const candidate of candidates) {
    if (candidate.kind === 'fact') {
      const email = sheet.read(candidate.fact)
      const label = policy.facts.get(candidate.fact)?.label ?? candidate.fact
      if (typeof email !== 'string') {
        whys.push(`no ${label}`)
        allBarred = false
      } else if (barred.has(email)) whys.push(`${email} may not take it`)
      else if (directory && !directory.has(email)) {
        whys.push(`${email} ${noAccount}`)
        allBarred = false
      } else return { kind: 'found', email, role: undefined, unable }
      continue
    }
    const role = policy.roles.get(candidate.role)
    if (!role) continue
    const area = sheet.area()
    if (!area.ok && Object.keys(role.owners).some((one) => one !== '*')) {
      whys.push(area.error)
      allBarred = false
      continue
    }
    const choice = choose(
      role,
      area.ok ? area.value : undefined,
      today,
      barred,
      directory,
      candidate.skipDeputies,
    )
    if (choice.unable) unable.push(choice.unable)
    if (choice.kind === 'found') return { kind: 'found', email: choice.email, role: role.name, unable }
    if (choice.kind === 'nobody') allBarred = false
    whys.push(choice.kind === 'barred' ? `${role.title} ${choice.email} may not take it` : choice.why)
  }
  return { kind: 'nobody', why: whys.join('; '), allBarred, unable }
}

/** Everybody whom these facts name. */
export const peopleIn = (facts: readonly string[], sheet: FactSheet): ReadonlySet<string> =>
  new Set(facts.map((fact) => toCrmText(sheet.read(fact))).filter((email) => email !== ''))

/**
 * People facts that follow the owner of the stage a ticket was found in (the investigator), where a person chose another
 * owner before it moved on.
 */
export async function recordedBefore(
  policy: Policy,
  sheet: FactSheet,
  memory: Memory,
): Promise<ReadonlyMap<string, FactValue>> {
  const stage = sheet.read('stage')
  const recording = rulesAt(policy, 'assign', String(stage)).filter(({ record }) => record !== undefined)
  if (memory.stage !== stage || recording.length === 0) return new Map()
  const { held } = await judge(recording, policy, sheet)
  const people = new Map<string, FactValue>()
  for (const rule of held) follow(rule, policy, sheet, memory, people)
  return people
}

/** A fact such as the investigator follows the owner while nobody chose otherwise. */
function follow(
  rule: AssignRule,
  policy: Policy,
  sheet: FactSheet,
  memory: Memory,
  people: Map<string, FactValue>,
): void {
  if (rule.record === undefined) return
  const now = sheet.with(people)
  const [present, target] = [toCrmText(now.read(rule.record)), now.read(rule.fact)]
  const property = policy.facts.get(rule.record)?.property ?? ''
  const isOwn = present === memory.written?.[property] || present === memory.owner
  if (target !== null && (present === '' || isOwn)) people.set(rule.record, target)
}

/** Decides every person fact that a rule assigns: the owner first, since others may be barred by it. */
export function assign(
  held: readonly AssignRule[],
  policy: Policy,
  sheet: FactSheet,
  given: Circumstances,
): Assignment {
  const people = new Map<string, FactValue>()
  const problems: Problem[] = []
  const unable: Unable[] = []
  const { memory } = given
  let owed = false
  let appointed: string | undefined
  let ownerRole = memory.written?.['owner'] === sheet.read('owner') ? memory.ownerRole : undefined

  for (const fact of factsInOrder(held)) {
    const [rule] = held.filter((one) => one.fact === fact).toSorted((a, b) => b.priority - a.priority)
    if (!rule) continue
    const now = sheet.with(people)
    const barred = peopleIn([...policy.conflicts, ...rule.barred], now)
    const current = toCrmText(now.read(fact))
    const written = memory.written?.[fact === 'owner' ? 'owner' : (policy.facts.get(fact)?.property ?? '')]
    const isOpen =
      current === '' ||
      current === written ||
      (given.stageChanged && !given.ownerChangedByHand && fact === 'owner')
    if (isOpen || barred.has(current)) {
      const appointee = appoint(rule.candidates, barred, policy, now, given.today, given.directory)
      unable.push(...appointee.unable)
      if (appointee.kind === 'found') {
        if (appointee.email !== current) people.set(fact, appointee.email)
        if (fact === 'owner') [ownerRole, appointed] = [appointee.role, appointee.email]
      } else if (!(rule.optional && appointee.allBarred)) {
        owed ||= fact === 'owner' && given.stageChanged
        problems.push({
          key: `nobody/${rule.name}`,
          message: `nobody for \`${rule.title}\`: ${appointee.why}`,
        })
      } else if (barred.has(current)) people.set(fact, null)
    }
    follow(rule, policy, sheet, memory, people)
  }
  return { people, ownerRole, appointed, owed, problems, unable }
}

const factsInOrder = (rules: readonly AssignRule[]) =>
  [...new Set(rules.map((rule) => rule.fact))].toSorted(
    (a, b) => Number(b === 'owner') - Number(a === 'owner'),
  )
