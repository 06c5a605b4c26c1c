import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

/** Unit specs lie beside the code; `test/` needs a real Postgres; `tests/` are stories on the running product. */
const common = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  moduleNameMapper: { '^(\\.{1,2}/(?!.*\\.json\\.js$).*)\\.js$': '$1' },
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['fieldline-source', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.data/', '<rootDir>/.cache/'],
};

export default {
  testTimeout: 60_000,
  // Many wait for servers more than they compute, and most start some: more at once only slow each other down.
  maxWorkers: 3,
  testSequencer: '<rootDir>/libs/testing/jest/sequencer.mjs',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,services,tools}/*/src/**/*.spec.ts'],
    },
    {
      ...common,
      displayName: 'service',
      testMatch: ['<rootDir>/{libs,services,tools}/*/test/**/*.test.ts'],
      globalSetup: '<rootDir>/libs/testing/jest/with-kafka.mjs',
      globalTeardown: '<rootDir>/libs/testing/jest/tear-down.mjs',
    },
    {
      ...common,
      displayName: 'stories',
      testMatch: ['<rootDir>/tests/**/*.test.ts'],
      globalSetup: '<rootDir>/tests/support/setup.mjs',
      globalTeardown: '<rootDir>/tests/support/tear-down.mjs',
    },
  ],
};
