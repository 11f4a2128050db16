// The bindings that vitest.config.ts gives the worker under test.

declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('../../src/worker/index.ts')
  }
  interface Env {
    readonly DB: D1Database
    readonly TICKETS: Queue<import('../../src/worker/message.ts').Message>
    readonly HUBSPOT_API_BASE: string
    readonly HUBSPOT_ACCESS_TOKEN: string
    readonly HUBSPOT_CLIENT_SECRET: string
    readonly HUBSPOT_APP_ID: string
    readonly REDRESS_LOCAL: string
    readonly MIGRATIONS: import('cloudflare:test').D1Migration[]
  }
}
