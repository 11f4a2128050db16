// Stands in the Worker for json-rules-engine's path resolver: a `path` in a rule could run code, and no policy may have one.

export function JSONPath(): never {
  throw new Error('a rule may not use `path`')
}
