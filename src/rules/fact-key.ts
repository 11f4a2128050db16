// Stands in the Worker for json-rules-engine's hash, by which it remembers a fact's value: name and parameters as text are as good.

export default function factKey(asked: unknown): string {
  return JSON.stringify(asked)
}
