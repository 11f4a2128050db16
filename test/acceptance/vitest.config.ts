import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  test: {
    name: 'acceptance',
    include: ['test/acceptance/**/*.test.ts'],
    // Each file has a Worker of its own, and waits for its queue most of the time: more files at once than processors.
    fileParallelism: true,
    maxWorkers: 10,
    // By itself also where other projects run: theirs is another number of workers.
    sequence: { groupOrder: 1 },
    testTimeout: 240_000,
    hookTimeout: 300_000,
  },
})
