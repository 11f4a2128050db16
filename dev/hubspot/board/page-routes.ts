// The page itself and the files it loads, read anew each time so that they can be edited while it runs.

import { readFile, readdir } from 'node:fs/promises'
import { extname } from 'node:path'
import { Hono } from 'hono'

const folder = new URL('./page/', import.meta.url)
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export function pageRoutes(): Hono {
  const app = new Hono()
  app.get('/', () => answer('index.html'))
  app.get('/board/page/:name', (c) => answer(c.req.param('name')))
  return app
}

async function answer(name: string): Promise<Response> {
  const isOurs = (await readdir(folder)).includes(name)
  const type = types[extname(name)]
  if (!isOurs || type === undefined) return new Response('not found', { status: 404 })
  return new Response(await readFile(new URL(name, folder)), { headers: { 'content-type': type } })
}
