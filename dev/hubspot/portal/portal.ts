// What one HubSpot account holds: records with their history, the properties they may have, pipelines and owners.

export const objectTypes = ['tickets', 'tasks', 'notes'] as const
export type ObjectType = (typeof objectTypes)[number]

/** One value a property has had; HubSpot calls a list of these the property's history. */
export type Version = {
  readonly value: string
  readonly timestamp: string
  readonly sourceType: string
  readonly sourceId: string
  readonly updatedByUserId?: number
  /** Counts all writes, so that those of one instant keep their order. HubSpot has no such field: never printed. */
  readonly order: number
}

export type CrmObject = {
  readonly id: string
  readonly type: ObjectType
  readonly properties: Record<string, string>
  /** Newest first. */
  readonly history: Record<string, Version[]>
  createdAt: string
  updatedAt: string
  archived: boolean
  archivedAt?: string
  /** The record this one was merged into. */
  mergedInto?: string
}

export type PropertyOption = {
  label: string
  value: string
  displayOrder: number
  hidden: boolean
  description?: string
}

export type Property = {
  name: string
  label: string
  type: string
  fieldType: string
  groupName: string
  description: string
  options: PropertyOption[]
  displayOrder: number
  hidden: boolean
  hubspotDefined: boolean
  calculated: boolean
  externalOptions: boolean
  referencedObjectType?: string
  readOnly: boolean
  archived: boolean
  createdAt: string
  updatedAt: string
}

export type Group = { name: string; label: string; displayOrder: number; archived: boolean }

export type Stage = {
  id: string
  label: string
  displayOrder: number
  metadata: Record<string, string>
  createdAt: string
  updatedAt: string
  archived: boolean
}

export type Pipeline = {
  id: string
  label: string
  displayOrder: number
  stages: Stage[]
  createdAt: string
  updatedAt: string
  archived: boolean
}

export type Owner = {
  id: string
  userId: number
  email: string
  firstName: string
  lastName: string
  createdAt: string
  updatedAt: string
  /** Someone who has left the account. */
  archived: boolean
  /** Someone who may look, but can not be given work. */
  isWithoutSeat?: boolean
}

export type Portal = {
  portalId: number
  nextId: number
  writes: number
  readonly objects: Record<ObjectType, Map<string, CrmObject>>
  readonly properties: Record<ObjectType, Map<string, Property>>
  readonly groups: Record<ObjectType, Map<string, Group>>
  readonly pipelines: Pipeline[]
  readonly owners: Owner[]
  /** `tickets:1` to the keys of the records associated with it, both ways. */
  readonly links: Map<string, Set<string>>
}

export const takeId = (portal: Portal): string => String(portal.nextId++)
