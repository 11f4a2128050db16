// The browser tests by themselves: `npx vitest run --config test/browser/vitest.config.ts`.

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'browser',
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
