// The commands that a person deploys and mends with, as docs/deploy.md has them: a test holds the two together.

/** Each with what a reader should know of it. */
export type Command = { readonly run: string; readonly so?: string }

export const queues =
  'npx wrangler queues create redress-tickets && npx wrangler queues create redress-tickets-dead'
export const migrate = 'npx wrangler d1 migrations apply DB --remote'
export const deploy = 'npx wrangler deploy'
export const putToken = 'npx wrangler secret put HUBSPOT_ACCESS_TOKEN'
export const putSecret = 'npx wrangler secret put HUBSPOT_CLIENT_SECRET'
export const tail = 'npx wrangler tail'
export const build = 'npm run build:hubspot'
export const upload = '(cd hubspot && hs project upload)'

/** What brings the app project up to date. `url` is the Worker's address; without one the project keeps what it has. */
export const buildAndUpload = (url = ''): string =>
  `${url === '' ? '' : `PUBLIC_URL=${url} `}${build} && ${upload}`

export const onCloudflare: readonly Command[] = [
  { run: 'npx wrangler login' },
  { run: 'npx wrangler d1 create redress --jurisdiction eu', so: 'its id goes into wrangler.toml' },
  { run: queues },
  { run: migrate },
  { run: deploy, so: 'prints the Worker’s address' },
]

/** The app does not exist before its project is uploaded: it brings the token and the client secret. */
export const appInHubSpot = (url = 'https://complaints.example.org'): readonly Command[] => [
  { run: `PUBLIC_URL=${url} ${build}`, so: 'with the Worker’s own address: webhooks go there' },
  { run: 'npm i -g @hubspot/cli' },
  { run: 'hs account auth' },
  { run: '(cd hubspot && hs project validate)' },
  { run: upload },
  { run: '(cd hubspot && hs project install-app)' },
]

export const secretsOfWorker: readonly Command[] = [
  { run: putToken },
  { run: putSecret },
  {
    run: deploy,
    so: 'with `HUBSPOT_APP_ID` under [vars]; with `ACCESS_TEAM_DOMAIN` and `ACCESS_AUD`, once Access is set up',
  },
]

export function commandLines(commands: readonly Command[]): readonly string[] {
  const width = Math.max(...commands.map(({ run, so }) => (so === undefined ? 0 : run.length)))
  return commands.map(({ run, so }) => (so === undefined ? `  ${run}` : `  ${run.padEnd(width)}  # ${so}`))
}
