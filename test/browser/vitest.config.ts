// The browser tests by themselves: `npx vitest run --config test/browser/vitest.config.ts`.

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  test: {
    name: 'browser',
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
