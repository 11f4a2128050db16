// Which properties of an account may hold what the policy's hold, and which only look so.

import type { Definition, OptionDefinition, PropertyDefinition } from '../provision/definition.ts'
import { isOurs } from '../provision/mark.ts'
import { mismatchOf } from '../provision/plan-property.ts'
import type { Portal, PortalOption, PortalProperty } from '../provision/portal.ts'
import { bestMatches, likeness, type Match } from './likeness.ts'
import type { Proposal, ProposedFile, ProposedLine } from './proposal.ts'

const leastAlike = 0.55
const leastAlikeOption = 0.4

export function propertiesOf(
  definition: Definition,
  portal: Portal,
  lines: ProposedLine[],
): NonNullable<ProposedFile['properties']> {
  const found = portal.properties
  // What is there under the policy's name needs no mapping, unless it is something else.
  const wanted = definition.properties.filter((property) => {
    const same = found.get(property.name)
    return !same || shapeMismatch(property, same)
  })
  const theirs = theirsIn(portal, definition)
  const matches = bestMatches(
    wanted,
    theirs,
    (ours, other) => (shapeMismatch(ours, other) ? 0 : likenessOfProperties(ours, other)),
    leastAlike,
  )
  return Object.fromEntries(
    matches.map(({ ours, theirs: other, score }) => {
      const matched = optionsOf(ours, other)
      const options = new Map(matched.map((one) => [one.ours.value, one.theirs.value]))
      const lacking = wantedOptions(ours, other).filter(({ value }) => !options.has(value))
      const lacks = lacking.map(({ value }) => value).join(', ')
      lines.push({
        of: 'property',
        ours: ours.name,
        theirs: other.name,
        likeness: score,
        ...(lacks === '' ? {} : { lacks }),
      })
      lines.push(
        ...matched.map((one): ProposedLine => ({
          of: 'option',
          ours: one.ours.value,
          theirs: one.theirs.value,
          likeness: Math.min(1, one.score),
        })),
      )
      const isSame = [...options].every(([value, their]) => value === their)
      return [ours.name, isSame ? other.name : { property: other.name, options: Object.fromEntries(options) }]
    }),
  )
}

const theirsIn = (portal: Portal, definition: Definition): readonly PortalProperty[] =>
  [...portal.properties.values()].filter(
    (property) =>
      !property.hubspotDefined &&
      !isOurs(property) &&
      !definition.properties.some(({ name }) => name === property.name),
  )

const likenessOfProperties = (ours: PropertyDefinition, theirs: PortalProperty): number =>
  Math.max(likeness(ours.label, theirs.label), likeness(ours.name, theirs.name))

/** A list of two may stand for yes and no. */
const shapeMismatch = (ours: PropertyDefinition, theirs: PortalProperty): boolean =>
  mismatchOf(ours, theirs) !== undefined && !(ours.type === 'bool' && isYesNo(theirs))

const isYesNo = ({ type, fieldType, options }: PortalProperty): boolean =>
  type === 'enumeration' && fieldType !== 'checkbox' && options.length === 2

/** Nothing where HubSpot has the options itself. */
const wantedOptions = (ours: PropertyDefinition, theirs: PortalProperty): readonly OptionDefinition[] =>
  theirs.type === 'enumeration' ? ours.options : []

function optionsOf(
  ours: PropertyDefinition,
  theirs: PortalProperty,
): readonly Match<OptionDefinition, PortalOption>[] {
  return bestMatches(
    wantedOptions(ours, theirs),
    theirs.options,
    (one, other) =>
      one.value === other.value
        ? 2
        : Math.max(
            likeness(one.label, other.label),
            likeness(one.value, other.value),
            likeness(one.label, other.value),
          ),
    leastAlikeOption,
  )
}

const asGood = 0.8

export function unfitOf(
  definition: Definition,
  portal: Portal,
  proposed: NonNullable<ProposedFile['properties']>,
): Proposal['unfit'] {
  const wanted = definition.properties.filter(
    ({ name }) => !(name in proposed) && !portal.properties.has(name),
  )
  const theirs = theirsIn(portal, definition)
  return bestMatches(wanted, theirs, likenessOfProperties, asGood).flatMap(({ ours, theirs: other }) => {
    const why = shapeMismatch(ours, other) ? mismatchOf(ours, other) : undefined
    return why === undefined ? [] : [{ ours: ours.name, theirs: other.name, why }]
  })
}
