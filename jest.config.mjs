import { availableParallelism } from 'node:os';

// Rooms that are pure run without the stack; everything else gets the one stack of tools/jest/global-setup.mjs, which reuses a running one.
const PURE = ['packages/contracts', 'packages/graphql-schema', 'packages/timeline', 'deploy'];
const STACK = [
  'packages/projection',
  'packages/runtime',
  'packages/sdk',
  'packages/storage',
  'packages/testing',
  'services',
  'workflows',
  'test',
  'tools',
];

const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: false },
    target: 'es2024',
  },
  module: { type: 'es6' },
};

const project = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', swc] },
  modulePathIgnorePatterns: ['<rootDir>/\\.workprint/', '<rootDir>/\\.nx/'],
};

const under = (rooms) => rooms.map((room) => `<rootDir>/${room}`);

export default {
  projects: [
    { ...project, displayName: 'pure', roots: under(PURE) },
    {
      ...project,
      displayName: 'stack',
      roots: under(STACK),
      globalSetup: './tools/jest/global-setup.mjs',
      globalTeardown: './tools/jest/global-teardown.mjs',
    },
  ],
  reporters: ['default'],
  // Many suites wait for servers and timers, which leaves the cores to one more.
  maxWorkers: availableParallelism() + 1,
  testSequencer: './tools/jest/sequencer.mjs',
  watchman: false,
  testTimeout: 60_000,
};
