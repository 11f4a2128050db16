// `redress provision --adopt`: proposes the mapping file for an account that has a complaints pipeline of its own.

import { existsSync, writeFileSync } from 'node:fs'
import { propose, type Proposal } from '../../src/integrations/hubspot/adopted/propose.ts'
import type { Definition } from '../../src/integrations/hubspot/provision/definition.ts'
import type { Portal } from '../../src/integrations/hubspot/provision/portal.ts'
import { shownAs } from '../json-text.ts'
import { table } from '../table.ts'

export type Proposed = Proposal & {
  readonly at: string
  readonly written: boolean
  /** A file that is there already is somebody's work: it is never written over. */
  readonly exists: boolean
}

export function proposeMapping(
  definition: Definition,
  portal: Portal,
  file: URL,
  isWriting: boolean,
): Proposed {
  const proposal = propose(definition, portal)
  const exists = existsSync(file)
  const written = isWriting && !exists && proposal.lines.length > 0
  if (written) writeFileSync(file, `${JSON.stringify(proposal.file, null, 2)}\n`)
  return { ...proposal, at: shownAs(file), exists, written }
}

const surely = 0.8

export function proposalLines({ file, lines, at, exists, written }: Proposed): readonly string[] {
  if (lines.length === 0)
    return ['Nothing here looks like the policy’s under another name: there is nothing to map.']
  const rows = lines.map((line) => [
    `  ${line.likeness >= surely ? ' ' : '?'} ${line.of}`,
    line.ours,
    `→ ${line.theirs}`,
    line.lacks === undefined ? '' : `none of theirs for: ${line.lacks}`,
  ])
  const unsure = lines.filter((line) => line.likeness < surely).length
  return [
    ...table(rows),
    '',
    `${lines.length} matched, ${unsure} of them only somewhat alike (?): read them all. Nothing in the account is changed by this.`,
    ...(written ? [`Written to ${at}.`] : ['', `${at}:`, JSON.stringify(file, null, 2)]),
    ...(exists ? [`${at} is there already, and was left as it is.`] : []),
    ...(written || exists ? [] : ['', '--write puts this into the file.']),
    'Correct it by hand, then: redress provision',
  ]
}
