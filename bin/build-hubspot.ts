// `npm run build:hubspot`: writes the HubSpot app project for the policy of `wrangler.toml`.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { committedOrigin, deployedInstallation } from './hubspot-project/deployment.ts'
import { projectFiles } from './hubspot-project/project-files.ts'
import { readSettings } from './provision/settings.ts'

const root = new URL('../', import.meta.url)

const given = readSettings()['PUBLIC_URL']?.trim().replace(/\/+$/, '')
const files = await projectFiles(deployedInstallation(), given || committedOrigin())
for (const [path, text] of files) {
  const url = new URL(path, root)
  if (existsSync(url) && readFileSync(url, 'utf8') === text) continue
  mkdirSync(new URL('.', url), { recursive: true })
  writeFileSync(url, text)
  console.log(`wrote ${path}`)
}
