// Carries out a plan, step by step, and says of each what became of it. What HubSpot refuses does not stop the rest.

import {
  PropertyCreateFieldTypeEnum as Field,
  PropertyCreateTypeEnum as Type,
  type OptionInput,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js'
import { answerTo } from '../api.ts'
import { CallRefused, isAboutApp } from '../fault.ts'
import { idText } from '../record-id.ts'
import type { AccountApi } from './account-api.ts'
import type { FieldType, OptionDefinition, PropertyType, StageDefinition } from './definition.ts'
import { ledgerDescription, ledgerProperty, ourGroup, withEntries, type Ledger } from './mark.ts'
import { patiently, type Sleep } from './patience.ts'
import type { Step, Work } from './step.ts'

/** `refused`: in HubSpot's words; absent where the step is done. */
export type Outcome = { readonly step: Step; readonly refused?: string }

export type Applying = { readonly api: AccountApi; readonly sleep: Sleep; readonly ledger: Ledger }

/** Throws where nothing more can be done: HubSpot out of reach, the token revoked. What was done stays done. */
export async function applyPlan(
  plan: readonly Step[],
  applying: Applying,
  onDone: (outcome: Outcome) => void = () => undefined,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  let { ledger } = applying
  for (const step of plan) {
    if (!step.work) continue
    const outcome = await outcomeOf(step, async () => {
      const added = await carryOut(step.work, applying)
      if (!added) return
      ledger = withEntries(ledger, added)
      await writeLedger(ledger, applying)
    })
    outcomes.push(outcome)
    onDone(outcome)
  }
  return outcomes
}

async function outcomeOf(step: Step, work: () => Promise<void>): Promise<Outcome> {
  try {
    await work()
    return { step }
  } catch (error) {
    if (!(error instanceof CallRefused) || error.status === 401) throw error
    return { step, refused: isAboutApp(error) ? error.message : error.wording }
  }
}

/** What the ledger has to say of it, where no description can. */
async function carryOut(work: Work, { api, sleep }: Applying): Promise<Partial<Ledger> | undefined> {
  switch (work.kind) {
    case 'add-group': {
      const { name, label } = work
      await patiently(sleep, () => onceOnly(api.groups.create('tickets', { name, label, displayOrder: -1 })))
      return undefined
    }
    case 'add-ledger': {
      const property = {
        name: ledgerProperty,
        label: 'Redress: what it added',
        groupName: ourGroup,
        type: Type.String,
        fieldType: Field.Text,
        hidden: true,
        description: ledgerDescription({ pipelines: [], stages: [], options: {} }),
      }
      await patiently(sleep, () => onceOnly(api.properties.create('tickets', property)))
      return undefined
    }
    case 'add-property': {
      const { options, type, fieldType, filledInBy: _, ...rest } = work.property
      const property = {
        ...rest,
        groupName: ourGroup,
        type: types[type],
        fieldType: fieldTypes[fieldType],
        displayOrder: work.order,
        ...(rest.referencedObjectType ? { externalOptions: true } : { options: optionInputs(options) }),
      }
      await patiently(sleep, () => onceOnly(api.properties.create('tickets', property)))
      return undefined
    }
    case 'change-property': {
      const { lent, options, ...rest } = work.change
      const change = { ...rest, ...(options ? { options: options.map((option) => ({ ...option })) } : {}) }
      await patiently(sleep, () => answerTo(api.properties.update('tickets', work.name, change)))
      return lent ? { options: { [work.name]: lent } } : undefined
    }
    // Neither is tried twice: who can say whether a call that broke off took effect?
    case 'add-pipeline': {
      const stages = work.stages.map(stageInput)
      const made = await answerTo(
        api.pipelines.create('tickets', { label: work.label, displayOrder: -1, stages }),
      )
      const id = idText(made.id)
      return { pipelines: [id], stages: (made.stages ?? []).map((stage) => `${id}/${idText(stage.id)}`) }
    }
    case 'add-stage': {
      const made = await answerTo(
        api.stages.create('tickets', work.pipelineId, stageInput(work.stage, work.order)),
      )
      return { stages: [`${work.pipelineId}/${idText(made.id)}`] }
    }
    case 'change-stage': {
      const metadata = stateOf(work.closed)
      await patiently(sleep, () =>
        answerTo(api.stages.update('tickets', work.pipelineId, work.stageId, { metadata })),
      )
      return undefined
    }
  }
}

/** There already is as good as made: an attempt before this one may have broken off after its effect. */
async function onceOnly(call: Promise<unknown>): Promise<void> {
  try {
    await answerTo(call)
  } catch (error) {
    if (!(error instanceof CallRefused) || error.status !== 409) throw error
  }
}

/** A property can be read only some moments after it was made. */
async function writeLedger(ledger: Ledger, { api, sleep }: Omit<Applying, 'ledger'>): Promise<void> {
  const description = ledgerDescription(ledger)
  for (let attempt = 1; ; attempt += 1) {
    try {
      await patiently(sleep, () =>
        answerTo(api.properties.update('tickets', ledgerProperty, { description })),
      )
      return
    } catch (error) {
      const isEarly = error instanceof CallRefused && error.status === 404 && attempt < 6
      if (!isEarly) throw error
      await sleep(1)
    }
  }
}

const stageInput = ({ label, closed }: StageDefinition, displayOrder: number) => ({
  label,
  displayOrder,
  metadata: stateOf(closed),
})

const stateOf = (closed: boolean) => ({ ticketState: closed ? 'CLOSED' : 'OPEN' })

const optionInputs = (options: readonly OptionDefinition[]): OptionInput[] =>
  options.map(({ value, label }, displayOrder) => ({ value, label, displayOrder, hidden: false }))

const types: Readonly<Record<PropertyType, Type>> = {
  string: Type.String,
  bool: Type.Bool,
  number: Type.Number,
  datetime: Type.Datetime,
  date: Type.Date,
  enumeration: Type.Enumeration,
}

const fieldTypes: Readonly<Record<FieldType, Field>> = {
  text: Field.Text,
  textarea: Field.Textarea,
  booleancheckbox: Field.Booleancheckbox,
  number: Field.Number,
  date: Field.Date,
  select: Field.Select,
  checkbox: Field.Checkbox,
}
