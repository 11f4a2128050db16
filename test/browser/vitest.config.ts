// The browser tests by themselves: `npx vitest run --config test/browser/vitest.config.ts`.

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  test: {
    name: 'browser',
    include: ['test/browser/**/*.test.ts'],
    // Beside the acceptance tests, which wait for their queues most of the time.
    maxWorkers: 10,
    sequence: { groupOrder: 1 },
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
})
