// Starts a TypeScript file of this project with a Node that can run it, or says in one line which is needed.

import { spawn } from 'node:child_process'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(
    `Redress needs Node 22.12 or later; this is ${process.versions.node}. Install a newer Node and run it again.`,
  )
  process.exit(1)
}
const [file, ...rest] = process.argv.slice(2)
const flags = process.features.typescript
  ? []
  : ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']
const child = spawn(process.execPath, [...flags, file, ...rest], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))

// Of a signal to npm only the shell in between may hear, which ends without a word to us: then somebody else is our parent.
const parent = process.ppid
if (process.env.npm_lifecycle_event !== undefined) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 500)
}
