// Asks the board's server, and says in plain words why it did not do as asked.

class ServerError extends Error {
  constructor(message, fields = [], status = 0) {
    super(message)
    this.fields = fields
    this.status = status
  }
}

export async function ask(path, method = 'GET', body) {
  const response = await fetch(`/board/${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  }).catch(() => {
    throw new ServerError('The local HubSpot does not answer. Is it still running?')
  })
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer
  const message = answer.message ?? `The local HubSpot answered ${response.status}.`
  throw new ServerError(message, answer.fields, response.status)
}
