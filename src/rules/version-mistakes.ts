// Mistakes that only show when the versions of a policy are seen together.

import { stageOfRule } from './clock-stage.ts'
import type { Finding } from './finding.ts'
import type { Policy } from './policy.ts'

/** A version with the folder of its files: none for the present version, `past/<date>/` for an earlier one. */
export type Placed = { readonly policy: Policy; readonly folder: string }

/** `versions` are the earlier ones, oldest first, and then the present one. */
export function versionMistakes(versions: readonly Placed[]): readonly Finding[] {
  const findings: Finding[] = []
  const report = ({ folder }: Placed, file: string, pointer: string, message: string) =>
    void findings.push({ file: `${folder}${file}`, pointer, message })
  for (const [index, version] of versions.entries()) {
    reportDates(version, versions.at(-1), report)
    reportUngoverned(version, report)
    for (const older of versions.slice(0, index)) reportDifferences(older, version, report)
  }
  const present = versions.at(-1)
  if (present) reportLabels(versions, present, report)
  return findings
}

type ReportAt = (version: Placed, file: string, pointer: string, message: string) => void

function reportDates(version: Placed, present: Placed | undefined, report: ReportAt): void {
  const { effectiveFrom } = version.policy
  if (version === present || !present) return
  const named = version.folder.replace(/^past\/(.*)\/$/, '$1')
  if (named !== effectiveFrom)
    report(
      version,
      'policy.json',
      '/effectiveFrom',
      `its folder is named \`${named}\`, and must have the name of this date`,
    )
  if (effectiveFrom >= present.policy.effectiveFrom)
    report(
      version,
      'policy.json',
      '/effectiveFrom',
      `an earlier version takes effect before the present one does, on ${present.policy.effectiveFrom}`,
    )
}

/** Where there are several versions, nobody may have to guess which of them something belongs to. */
function reportUngoverned(version: Placed, report: ReportAt): void {
  for (const { key, start } of version.policy.stages)
    if (start.length === 0)
      report(
        version,
        'policy.json',
        `/stages/${key}`,
        `\`${key}\` needs a \`start\`, the fact that says when it began: by that date one of the versions governs it`,
      )
  for (const rule of version.policy.rules)
    if (rule.kind === 'clock' && rule.stage === undefined)
      report(
        version,
        rule.file,
        `${rule.pointer}/event/params`,
        `\`${rule.name}\` needs a \`stage\`: the version that governs that stage governs the clock`,
      )
}

function reportDifferences(older: Placed, newer: Placed, report: ReportAt): void {
  const was = `in the version of ${older.policy.effectiveFrom}`
  for (const key of ['id', 'pipeline'] as const)
    if (older.policy[key] !== newer.policy[key])
      report(
        newer,
        'policy.json',
        `/${key}`,
        `\`${key}\` is \`${older.policy[key]}\` ${was}, and must stay so`,
      )
  if (older.policy.version === newer.policy.version)
    report(newer, 'policy.json', '/version', `the version of ${older.policy.effectiveFrom} has this name too`)
  for (const fact of newer.policy.facts.values()) {
    if (fact.property === undefined) continue
    const before = [...older.policy.facts.values()].find(({ property }) => property === fact.property)
    if (before && before.type !== fact.type)
      report(
        newer,
        'policy.json',
        `/facts/${fact.name}/type`,
        `\`${fact.property}\` is of type ${before.type} ${was}, and a CRM property has one type`,
      )
  }
  for (const rule of newer.policy.rules) {
    const before = older.policy.rules.find(({ name }) => name === rule.name)
    if (!before) continue
    const [now, then] = [stageOfRule(rule, newer.policy), stageOfRule(before, older.policy)]
    if (now !== then)
      report(
        newer,
        rule.file,
        `${rule.pointer}/name`,
        `\`${rule.name}\` belongs to ${placeName(now)} here and to ${placeName(then)} ${was}: give it another name`,
      )
  }
}

const placeName = (stage: string | undefined) =>
  stage === undefined ? 'wherever the ticket stands' : `the clocks of \`${stage}\``

/** What a stage is called is what the CRM calls it: of several versions the newest knows best. */
function reportLabels(versions: readonly Placed[], present: Placed, report: ReportAt): void {
  const labels = new Map<string, string>()
  const seen = new Set<string>()
  for (const { key, label } of versions.toReversed().flatMap(({ policy }) => policy.stages)) {
    if (seen.has(key)) continue
    seen.add(key)
    const twin = labels.get(label)
    if (twin !== undefined)
      report(
        present,
        'policy.json',
        `/stages/${twin}/label`,
        `the stage \`${key}\` of an earlier version has the label \`${label}\` too`,
      )
    else labels.set(label, key)
  }
}
