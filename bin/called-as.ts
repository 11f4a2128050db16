// How this command was called: what a text names as the next one can then be pasted.

/** npm sets the name of the script that it runs; called otherwise, `redress` is what the shell knows. */
export const calledAs = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment['npm_lifecycle_event'] === 'redress' ? 'npm run --silent redress --' : 'redress'

export const redress = calledAs(process.env)
