// The shipped policy in several versions: copies of its files, each changed by a test.

import { isRecord } from '../../src/rules/finding.ts'
import type { PolicyFiles } from '../../src/rules/parse-policy.ts'
import type { Policy } from '../../src/rules/policy.ts'
import { bournvilleFiles, parsed } from './bournville.ts'

/** What a test changes in the text of a version: each text by another, everywhere in these files. */
export type Edit = readonly [from: string, to: string]

/** Files of a version that takes effect on a date. */
export function version(effectiveFrom: string, edits: readonly Edit[] = [], more: object = {}): PolicyFiles {
  let text = JSON.stringify(bournvilleFiles())
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`nothing to edit: ${from}`)
    text = text.replaceAll(from, to)
  }
  const files = JSON.parse(text)
  return {
    ...files,
    'policy.json': { ...files['policy.json'], version: `of ${effectiveFrom}`, effectiveFrom, ...more },
  }
}

/** Versions together, the oldest first. */
export function history(...versions: readonly PolicyFiles[]): Policy {
  const joint = parsed(...newestAndPast(versions))
  if (!joint.ok) throw new Error(JSON.stringify(joint.error, null, 1))
  return joint.value
}

export function newestAndPast(
  versions: readonly PolicyFiles[],
): readonly [PolicyFiles, Readonly<Record<string, PolicyFiles>>] {
  const past = versions.slice(0, -1).map((files) => [dateOf(files), files] as const)
  return [versions.at(-1) ?? {}, Object.fromEntries(past)]
}

const dateOf = (files: PolicyFiles): string => {
  const policy = files['policy.json']
  return isRecord(policy) ? String(policy['effectiveFrom']) : ''
}
