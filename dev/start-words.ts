// What `npm start` says of itself: its help, and how the commands are pointed at what it runs.

export type Ports = { readonly redress: number; readonly hubspot: number }

/** Of the local account only: they open nothing else. */
export const secrets = { token: 'local-token', clientSecret: 'local-client-secret', appId: '50780459' }

export const redressUrl = ({ redress }: Ports): string => `http://127.0.0.1:${redress}`
const hubspotUrl = ({ hubspot }: Ports): string => `http://127.0.0.1:${hubspot}`

/** What of the environment the local Worker takes, to be tried beforehand. */
export const rehearsed = (environment: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(
    ['REDRESS_MODE', 'HUBSPOT_API_VERSION'].flatMap((name) => {
      const value = environment[name]?.trim() ?? ''
      return value === '' ? [] : [[name, value]]
    }),
  )

/** What a shell needs before `npm run redress -- doctor`, `provision` or `backfill` work on the local HubSpot. */
export const commandSettings = (ports: Ports): readonly string[] =>
  Object.entries({
    HUBSPOT_API_BASE: hubspotUrl(ports),
    HUBSPOT_ACCESS_TOKEN: secrets.token,
    HUBSPOT_CLIENT_SECRET: secrets.clientSecret,
    PUBLIC_URL: redressUrl(ports),
  }).map(([name, value]) => `export ${name}=${value}`)

export const help = (ports: Ports): string => `npm start

Runs Redress on this machine: the Worker (http, queue and crons, in workerd) on port ${ports.redress}, and on port ${ports.hubspot} a local
HubSpot with a board, thirty complaints and a clock that can be moved. It talks to no HubSpot account and reads no .dev.vars.
Ctrl-C ends both; the complaints are kept.

  REDRESS_PORT=<port>     where Redress listens, ${ports.redress} now
  HUBSPOT_PORT=<port>     where the local HubSpot and its board listen, ${ports.hubspot} now
  REDRESS_POLICY=<name>   a folder under rules/; bournville unless given
  REDRESS_MODE=<mode>     observe, assist or full; full unless given
  HUBSPOT_API_VERSION=<v> v3, or a dated one such as 2026-09; v3 unless given
  REDRESS_STATE=<folder>  where the complaints, the database and the log are kept; .redress unless given

The commands (npm run redress -- doctor, provision, backfill) work on this local HubSpot, too, while it runs, with
${indented(commandSettings(ports))}
`

export const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n')
