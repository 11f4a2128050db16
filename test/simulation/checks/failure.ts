// What a check found wrong: by the check's name, and in words.

export type CheckName =
  | 'same as without faults'
  | 'due dates'
  | 'once only'
  | 'breaches'
  | 'nothing stuck'
  | 'replay'
  | 'writes explained'
  | 'record is true'
  /** The history came to no end. */
  | 'ends'

export type Failure = { readonly check: CheckName; readonly message: string }

export const failuresOf = (check: CheckName, messages: readonly string[]): readonly Failure[] =>
  messages.map((message) => ({ check, message }))
