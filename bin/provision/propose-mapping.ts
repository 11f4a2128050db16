// `redress provision --adopt`: proposes the mapping file for an account that has a complaints pipeline of its own.

import { existsSync, writeFileSync } from 'node:fs'
import { propose } from '../../src/integrations/hubspot/adopted/propose.ts'
import type { Proposal } from '../../src/integrations/hubspot/adopted/proposal.ts'
import type { Definition } from '../../src/integrations/hubspot/provision/definition.ts'
import { pipelineNamed } from '../../src/integrations/hubspot/provision/plan-pipeline.ts'
import type { Portal } from '../../src/integrations/hubspot/provision/portal.ts'
import { redress } from '../called-as.ts'
import { shownAs } from '../json-text.ts'
import { buildAndUpload, deploy } from '../deploying.ts'
import { table } from '../table.ts'
import type { Planned } from './provision-account.ts'

export type Proposed = Omit<Proposal, 'file'> & {
  readonly file: Proposal['file'] & { readonly $schema?: string }
  readonly at: string
  readonly written: boolean
  /** A file that is there already is somebody's work: it is never written over. */
  readonly exists: boolean
  /** What may be done about a pipeline that was not found. */
  readonly hint: string | undefined
}

export function proposeMapping(
  definition: Definition,
  portal: Portal,
  file: URL,
  isWriting: boolean,
  pipeline?: string,
): Proposed {
  const proposal = withSchema(propose(definition, portal, pipeline), file)
  const exists = existsSync(file)
  const written = isWriting && !exists && proposal.lines.length > 0
  if (written) writeFileSync(file, textOf(proposal))
  return { ...proposal, at: shownAs(file), exists, written, hint: pipelineHint(definition, portal, pipeline) }
}

function pipelineHint(definition: Definition, portal: Portal, given: string | undefined): string | undefined {
  const { label } = definition.pipeline
  const labels = portal.pipelines.map((each) => `\`${each.label}\``).join(', ')
  if (given !== undefined)
    return pipelineNamed(portal, given)
      ? undefined
      : `This account has no pipeline \`${given}\`: it has ${labels}.`
  const isFound = propose(definition, portal).lines.some((line) => line.of === 'pipeline')
  return isFound || pipelineNamed(portal, label) || labels === ''
    ? undefined
    : `No pipeline here looks like \`${label}\`. If complaints are in one of ${labels}, say so: --pipeline <its label>`
}

const schemaFile = './schema/adopted.schema.json'

/** Where `npm run build:schema` made one, an editor completes the names, and underlines what does not fit. */
const withSchema = ({ file, ...rest }: Proposal, url: URL): Pick<Proposed, keyof Proposal> => ({
  file: { ...(existsSync(new URL(schemaFile, url)) && { $schema: schemaFile }), ...file },
  ...rest,
})

const textOf = ({ file }: Pick<Proposed, 'file'>): string => `${JSON.stringify(file, null, 2)}\n`

/** Before a pipeline is made beside one that may be the same: a line, where there is one. */
export function adoptHint({ portal, steps }: Planned, definition: Definition): readonly string[] {
  if (!steps.some(({ of, kind }) => of === 'pipeline' && kind === 'create')) return []
  const like = propose(definition, portal).lines.find((line) => line.of === 'pipeline')
  const labels = portal.pipelines.map(({ label }) => `\`${label}\``).join(', ')
  if (labels === '') return []
  return [
    '',
    like
      ? `\`${like.theirs}\` is there already, and may be what the policy calls \`${like.ours}\`. Before you make another:`
      : `This account has the pipelines ${labels}. If complaints are in one of them, before you make another:`,
    `${redress} provision --adopt proposes how the account’s own names can stand for the policy’s, and stay as they are.`,
  ]
}

const unfitLine = ({ ours, theirs, why }: Proposal['unfit'][number]): string =>
  `\`${theirs}\` looks like \`${ours}\`, but ${why}: it can not stand for it.`

const surely = 0.8

export function proposalLines(proposed: Proposed): readonly string[] {
  const { file, lines, unfit, at, exists, written, hint } = proposed
  const hints = [...unfit.map(unfitLine), ...(hint === undefined ? [] : [hint])]
  if (lines.length === 0)
    return ['Nothing here looks like the policy’s under another name: there is nothing to map.', ...hints]
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
    ...hints,
    `${lines.length} matched, ${unsure} of them only somewhat alike (?): read them all. Nothing in the account is changed by this.`,
    ...(written ? [`Written to ${at}.`] : ['', `${at}:`, JSON.stringify(file, null, 2)]),
    ...(exists ? [`${at} is there already, and was left as it is.`] : []),
    ...(written || exists ? [] : ['', '--write puts this into the file.']),
    `Correct it by hand; ${redress} check looks at it; then: ${redress} provision`,
    `Once it stands: ${buildAndUpload()} and ${deploy}, since app and Worker go by it.`,
  ]
}
