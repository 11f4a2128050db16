// Serves an app on a port of this machine, and closes it without waiting for idle connections.

import type { AddressInfo } from 'node:net'
import { type ServerType, serve } from '@hono/node-server'

export type Listening = { readonly url: string; close: () => Promise<void> }

type Fetch = Parameters<typeof serve>[0]['fetch']

export function listen(fetch: Fetch, port: number, hostname: string): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve({ fetch, port, hostname }, (address: AddressInfo) => {
      resolve({ url: `http://${hostname}:${address.port}`, close: () => close(server) })
    })
    server.once('error', reject)
  })
}

const close = (server: ServerType): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
