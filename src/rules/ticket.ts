// A ticket: the CRM record as the rules see it, in CRM strings, with what Redress remembers of it.

import type { Memory } from './memory.ts'

/** What a property became and when, and by whom in the CRM's words; newest first. */
export type HistoryEntry = { readonly value: string; readonly at: string; readonly by?: string }

export type Ticket = {
  readonly id: string
  /** Label (or key) of the stage it stands in. */
  readonly stage: string
  /** E-mail of the owner; `''` for none. */
  readonly owner: string
  /** CRM properties as strings; absent and `''` both mean empty. People are e-mails. */
  readonly properties: Readonly<Record<string, string>>
  /** By CRM property, `stage` and `owner` for themselves. A property that is absent here was not read. */
  readonly history?: Readonly<Record<string, readonly HistoryEntry[]>>
  readonly memory?: Memory
}
