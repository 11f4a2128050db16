// A fact that can not be read: why, for a person.

export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}
