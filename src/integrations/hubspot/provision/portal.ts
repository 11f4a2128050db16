// What an account holds now, as far as the token may see it.

import type { Property } from '@hubspot/api-client/lib/codegen/crm/properties/index.js'
import type { Account } from '../account.ts'
import { answerTo } from '../api.ts'
import { CallRefused } from '../fault.ts'
import { readPeople } from '../people.ts'
import { idText } from '../record-id.ts'
import type { AccountApi } from './account-api.ts'
import { ledgerProperty, parseLedger, type Ledger } from './mark.ts'
import type { Scope } from './scopes.ts'

export type Portal = {
  readonly account: Account
  readonly pipelines: readonly PortalPipeline[]
  readonly groups: ReadonlySet<string>
  readonly properties: ReadonlyMap<string, PortalProperty>
  /** In HubSpot's archive: their names are taken, and they hold nothing until they are restored. */
  readonly archived: ReadonlyMap<string, PortalProperty>
  /** E-mails of active owners, in small letters. */
  readonly owners: ReadonlySet<string>
  readonly ledger: Ledger
  /** Scopes for want of which a part could not be read; that part is empty here. */
  readonly unread: readonly Scope[]
}

export type PortalPipeline = {
  readonly id: string
  readonly label: string
  readonly stages: readonly PortalStage[]
}

export type PortalStage = {
  readonly id: string
  readonly label: string
  readonly closed: boolean
  readonly displayOrder: number
}

export type PortalOption = {
  readonly value: string
  readonly label: string
  readonly hidden: boolean
  readonly displayOrder: number
  readonly description: string
}

export type PortalProperty = {
  readonly name: string
  readonly label: string
  readonly type: string
  readonly fieldType: string
  readonly groupName: string
  readonly description: string
  readonly options: readonly PortalOption[]
  readonly referencedObjectType: string
  /** HubSpot's own, or calculated: its definition, or its value, is not for us to write. */
  readonly hubspotDefined: boolean
  readonly readOnlyValue: boolean
}

/** Throws where HubSpot can not be reached or does not know the token. */
export async function readPortal(api: AccountApi): Promise<Portal> {
  const unread = new Set<Scope>()
  const account = await api.account()
  const readable = async <T>(scope: Scope, read: () => Promise<T>, none: T): Promise<T> => {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof CallRefused) || error.status !== 403) throw error
      unread.add(scope)
      return none
    }
  }
  const pipelines = await readable('tickets', () => readPipelines(api), [])
  const groups = await readable('tickets', () => readGroups(api), new Set<string>())
  const properties = await readable('tickets', () => readProperties(api, false), new Map())
  const archived = await readable('tickets', () => readProperties(api, true), new Map())
  const owners = await readable(
    'crm.objects.owners.read',
    async () => new Set((await readPeople(api)).ids.keys()),
    new Set<string>(),
  )
  const ledger = parseLedger(properties.get(ledgerProperty)?.description)
  return { account, pipelines, groups, properties, archived, owners, ledger, unread: [...unread] }
}

async function readPipelines(api: AccountApi): Promise<readonly PortalPipeline[]> {
  const answer = await answerTo(api.pipelines.getAll('tickets'))
  return (answer.results ?? [])
    .filter(({ archived }) => !archived)
    .map(({ id, label, stages }) => ({
      id: idText(id),
      label,
      stages: (stages ?? [])
        .filter(({ archived }) => !archived)
        .map((stage) => ({
          id: idText(stage.id),
          label: stage.label,
          closed: stage.metadata?.['ticketState'] === 'CLOSED',
          displayOrder: stage.displayOrder,
        })),
    }))
}

async function readGroups(api: AccountApi): Promise<ReadonlySet<string>> {
  const answer = await answerTo(api.groups.getAll('tickets'))
  return new Set((answer.results ?? []).filter(({ archived }) => !archived).map(({ name }) => name))
}

async function readProperties(
  api: AccountApi,
  archived: boolean,
): Promise<ReadonlyMap<string, PortalProperty>> {
  const answer = await answerTo(api.properties.getAll('tickets', archived))
  return new Map((answer.results ?? []).map((property) => [property.name, propertyOf(property)]))
}

function propertyOf(property: Property): PortalProperty {
  const { name, label, type, fieldType, groupName, options } = property
  return {
    name,
    label,
    type,
    fieldType,
    groupName,
    description: property.description ?? '',
    options: (options ?? []).map((option, order) => ({
      value: option.value,
      label: option.label,
      hidden: option.hidden ?? false,
      displayOrder: option.displayOrder ?? order,
      description: option.description ?? '',
    })),
    referencedObjectType: property.referencedObjectType ?? '',
    hubspotDefined: property.hubspotDefined ?? false,
    readOnlyValue: property.calculated === true || property.modificationMetadata?.readOnlyValue === true,
  }
}
