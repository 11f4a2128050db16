// One line of a plan: what is to be made or changed, what stays, and what a person has to see to.

import type { OptionDefinition, PropertyDefinition, StageDefinition } from './definition.ts'
import type { PortalOption } from './portal.ts'

export type Step = {
  readonly of: 'scope' | 'group' | 'property' | 'pipeline' | 'stage' | 'owner'
  readonly name: string
  /** What is done or found, in phrases. */
  readonly says: readonly string[]
} & (
  | { readonly kind: 'create' | 'change'; readonly work: Work }
  | { readonly kind: 'leave'; readonly work?: undefined }
  /** `advice` says what a person has to do. */
  | { readonly kind: 'conflict'; readonly advice: string; readonly work?: undefined }
)

export type Work =
  | { readonly kind: 'add-group'; readonly name: string; readonly label: string }
  | { readonly kind: 'add-ledger' }
  | { readonly kind: 'add-property'; readonly property: PropertyDefinition; readonly order: number }
  | { readonly kind: 'change-property'; readonly name: string; readonly change: PropertyChange }
  | { readonly kind: 'add-pipeline'; readonly label: string; readonly stages: readonly StageDefinition[] }
  | {
      readonly kind: 'add-stage'
      readonly pipelineId: string
      readonly stage: StageDefinition
      readonly order: number
    }
  | {
      readonly kind: 'change-stage'
      readonly pipelineId: string
      readonly stageId: string
      readonly closed: boolean
    }

/** Only what is there is sent; HubSpot takes a list of options for the whole list. */
export type PropertyChange = {
  readonly label?: string
  readonly description?: string
  readonly options?: readonly PortalOption[]
  /** Options that are new in a property of somebody else's. */
  readonly lent?: readonly OptionDefinition['value'][]
}
