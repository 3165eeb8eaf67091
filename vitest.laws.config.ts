import base from './vitest.config.ts'

// As the ordinary tests, but with those that take a minute; `pnpm test:laws` says which files it wants.
export default {
  ...base,
  test: {
    ...base.test,
    // The outages, side by side.
    maxConcurrency: 6,
    exclude: base.test?.exclude?.filter((pattern) => !pattern.includes('.long.')),
  },
}
