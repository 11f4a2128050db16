// One finding of `redress doctor`: fine, something to do, or nothing that can be told from here.

export type Check = { readonly name: string; readonly says: string } & (
  | { readonly state: 'fine' }
  | { readonly state: 'todo' | 'unknown'; readonly advice: string }
)

export const fine = (name: string, says: string): Check => ({ name, says, state: 'fine' })
export const todo = (name: string, says: string, advice: string): Check => ({
  name,
  says,
  advice,
  state: 'todo',
})
export const unknown = (name: string, says: string, advice: string): Check => ({
  name,
  says,
  advice,
  state: 'unknown',
})
