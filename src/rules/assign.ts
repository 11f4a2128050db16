// Who gets the ticket: owner and reviewers by role, past conflicts and absences, leaving what a person chose.

import type { Temporal } from 'temporal-polyfill'
import type { Problem } from './decision.ts'
import { toCrmText, type FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import type { Memory } from './memory.ts'
import { choose, type Directory } from './people.ts'
import type { AssignRule, Candidate, Policy } from './policy.ts'

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
}

export type Circumstances = {
  readonly memory: Memory
  readonly today: Temporal.PlainDate
  readonly directory: Directory
  readonly stageChanged: boolean
  /** A person moved the ticket and chose its owner in one go. */
  readonly ownerChangedByHand: boolean
}

export type Appointee =
  | { readonly kind: 'found'; readonly email: string; readonly role: string | undefined }
  | { readonly kind: 'nobody'; readonly why: string }

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
  for (const candidate of candidates) {
    if (candidate.kind === 'fact') {
      const email = sheet.read(candidate.fact)
      const label = policy.facts.get(candidate.fact)?.label ?? candidate.fact
      if (typeof email !== 'string') whys.push(`no ${label}`)
      else if (barred.has(email)) whys.push(`${email} may not take it`)
      else if (directory && !directory.has(email)) whys.push(`${email} is not in the directory`)
      else return { kind: 'found', email, role: undefined }
      continue
    }
    const role = policy.roles.get(candidate.role)
    if (!role) continue
    const area = sheet.area()
    if (!area.ok) return { kind: 'nobody', why: area.error }
    const choice = choose(role, area.value, today, barred, directory, candidate.skipDeputies)
    if (choice.kind === 'found') return { kind: 'found', email: choice.email, role: role.name }
    whys.push(choice.kind === 'barred' ? `${role.title} ${choice.email} may not take it` : choice.why)
  }
  return { kind: 'nobody', why: whys.join('; ') }
}

/** Everybody whom these facts name. */
export const peopleIn = (facts: readonly string[], sheet: FactSheet): ReadonlySet<string> =>
  new Set(facts.map((fact) => toCrmText(sheet.read(fact))).filter((email) => email !== ''))

/** Decides every person fact that a rule assigns: the owner first, since others may be barred by it. */
export function assign(
  held: readonly AssignRule[],
  policy: Policy,
  sheet: FactSheet,
  given: Circumstances,
): Assignment {
  const people = new Map<string, FactValue>()
  const problems: Problem[] = []
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
      if (appointee.kind === 'found') {
        if (appointee.email !== current) people.set(fact, appointee.email)
        if (fact === 'owner') [ownerRole, appointed] = [appointee.role, appointee.email]
      } else if (!rule.optional) {
        owed ||= fact === 'owner' && given.stageChanged
        problems.push({
          key: `nobody/${rule.name}`,
          message: `nobody for \`${rule.title}\`: ${appointee.why}`,
        })
      } else if (barred.has(current)) people.set(fact, null)
    }
    if (rule.record !== undefined) follow(rule.record, fact)
  }
  return { people, ownerRole, appointed, owed, problems }

  /** A fact such as the investigator follows the owner while nobody chose otherwise. */
  function follow(record: string, fact: string): void {
    const now = sheet.with(people)
    const [present, target] = [toCrmText(now.read(record)), now.read(fact)]
    const property = policy.facts.get(record)?.property ?? ''
    const isOwn = present === memory.written?.[property] || present === memory.owner
    if (target !== null && (present === '' || isOwn)) people.set(record, target)
  }
}

const factsInOrder = (rules: readonly AssignRule[]) =>
  [...new Set(rules.map((rule) => rule.fact))].toSorted(
    (a, b) => Number(b === 'owner') - Number(a === 'owner'),
  )
