import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

/** By itself vitest leaves one of two cores idle; many of these tests wait for a process that they started. */
const maxWorkers = 2

export default defineConfig({
  test: {
    projects: [
      'test/acceptance/vitest.config.ts',
      'test/browser/vitest.config.ts',
      {
        test: {
          name: 'node',
          // Two busy cores take their time over properties and processes.
          testTimeout: 30_000,
          maxWorkers,
          include: ['test/**/*.test.ts'],
          exclude: ['test/worker/**', 'test/browser/**', 'test/acceptance/**'],
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: 'wrangler.toml' },
            miniflare: {
              bindings: {
                HUBSPOT_API_BASE: 'https://hubspot.test',
                HUBSPOT_ACCESS_TOKEN: 'pat-eu1-0000-for-tests',
                HUBSPOT_CLIENT_SECRET: 'client-secret-for-tests',
                HUBSPOT_APP_ID: '50780459',
                REDRESS_LOCAL: '1',
                MIGRATIONS: await readD1Migrations('migrations'),
              },
            },
          })),
        ],
        // The HubSpot client ships source maps without their sources, and Vite says so of each.
        logLevel: 'error',
        test: {
          name: 'worker',
          testTimeout: 30_000,
          maxWorkers,
          include: ['test/worker/**/*.test.ts'],
          setupFiles: ['test/worker/setup.ts'],
          // workerd can not load it as it is published; the HubSpot client must stay out.
          deps: { optimizer: { ssr: { include: ['json-rules-engine'] } } },
        },
      },
    ],
  },
})
