// An account as HubSpot hands it over: its own properties and the Support Pipeline, no people and no records.

import type { Portal, Stage } from './portal.ts'
import { objectTypes } from './portal.ts'
import { standardGroups, standardProperties } from './standard-properties.ts'

// Eleven digits, as real ids have: they do not fit 32 bits.
const firstId = 28_400_000_001

export function newPortal(portalId: number, now: string): Portal {
  const portal: Portal = {
    portalId,
    nextId: firstId,
    writes: 0,
    objects: { tickets: new Map(), tasks: new Map(), notes: new Map() },
    properties: { tickets: new Map(), tasks: new Map(), notes: new Map() },
    groups: { tickets: new Map(), tasks: new Map(), notes: new Map() },
    pipelines: [],
    owners: [],
    links: new Map(),
  }
  for (const type of objectTypes) {
    for (const group of standardGroups[type]) portal.groups[type].set(group.name, { ...group })
    for (const property of standardProperties[type]) {
      portal.properties[type].set(property.name, { ...property, createdAt: now, updatedAt: now })
    }
  }
  addPipeline(portal, '0', 'Support Pipeline', [
    stage('1', 'New', 0, 'OPEN', now),
    stage('2', 'Waiting on contact', 1, 'OPEN', now),
    stage('3', 'Waiting on us', 2, 'OPEN', now),
    stage('4', 'Closed', 3, 'CLOSED', now),
  ])
  return portal
}

export function stage(id: string, label: string, displayOrder: number, state: string, now: string): Stage {
  const metadata = { ticketState: state, isClosed: String(state === 'CLOSED') }
  return { id, label, displayOrder, metadata, createdAt: now, updatedAt: now, archived: false }
}

export function addPipeline(portal: Portal, id: string, label: string, stages: Stage[]): void {
  const at = stages[0]?.createdAt ?? ''
  portal.pipelines.push({
    id,
    label,
    displayOrder: portal.pipelines.length,
    stages,
    createdAt: at,
    updatedAt: at,
    archived: false,
  })
}
