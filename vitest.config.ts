import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', '{codegen,conformance,lint,model}/test/**/*.test.ts'],
    // Tests that take a minute belong to `pnpm test:laws` alone (vitest.laws.config.ts).
    exclude: ['**/node_modules/**', '**/fixtures/**', '**/planted/**', '**/*.long.test.ts'],
    // One PostgreSQL cluster and one Redis for the run; each file takes its own databases from them.
    globalSetup: ['packages/stack/src/testing/global-setup.ts'],
    // Tests kill and freeze real processes: a process for each file, and no more files at once than two cores bear.
    pool: 'forks',
    maxWorkers: 2,
    // Generous: a busy machine must not fail a test that only needs more time; nothing waits this long when all is well.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    // A test without an assertion cannot fail.
    expect: { requireAssertions: true },
    reporters: ['default'],
  },
})
