/** The rooms of the house and who may enter: the architecture, as a test. */
const PRODUCTION = { pathNot: ['\\.spec\\.ts$', '/test/', '^tests/', '^bench/', '/testing/'] };

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'services-stand-alone',
      comment: 'A service talks to another by HTTP and events only.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'libs-below-services',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^services/' },
    },
    {
      name: 'production-without-tools',
      comment: 'Production code does not know that a simulator or a local database exists.',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: ['^libs/testing/', '/test/', '\\.spec\\.ts$'] },
      to: { path: '^tools/' },
    },
    {
      name: 'contracts-are-plain',
      comment: 'Contracts import validators, ids and the runtime; nothing that does work.',
      severity: 'error',
      from: { path: '^libs/contracts/src', ...PRODUCTION },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional'],
        pathNot: 'node_modules/(class-validator|class-transformer|reflect-metadata|uuid)/',
      },
    },
    {
      name: 'pure-libs',
      comment: 'libs/sms, libs/rules and libs/zones are functions: no framework, no node.',
      severity: 'error',
      from: { path: '^libs/(sms|rules|zones)/src', ...PRODUCTION },
      to: { dependencyTypes: ['core', 'npm'], pathNot: 'node_modules/libphonenumber-js/' },
    },
    {
      name: 'twilio-in-its-room',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: [...PRODUCTION.pathNot, '/twilio/'] },
      to: { path: 'node_modules/twilio/' },
    },
    {
      name: 'notes-reach-no-phone',
      comment: 'Nothing that makes, sends or receives texts knows of notes, by whatever detour.',
      severity: 'error',
      from: { path: '^services/messaging/src/(message|recipient|twilio)/', ...PRODUCTION },
      to: { path: '^services/messaging/src/note/', reachable: true },
    },
    {
      name: 'stripe-in-its-room',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: [...PRODUCTION.pathNot, '/stripe/'] },
      to: { path: 'node_modules/stripe/' },
    },
    {
      name: 'nodemailer-in-its-room',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: [...PRODUCTION.pathNot, '/smtp/'] },
      to: { path: 'node_modules/nodemailer/' },
    },
    {
      name: 'kafkajs-in-its-room',
      severity: 'error',
      from: {
        pathNot: [
          '^libs/events/',
          '^libs/testing/',
          '^tools/local-kafka/',
          '^bench/',
          'node_modules',
        ],
      },
      to: { path: 'node_modules/kafkajs/' },
    },
    {
      name: 'api-decorators-in-the-gateway',
      severity: 'error',
      from: { path: '^(libs|services|tools)/', pathNot: '^services/gateway/' },
      to: { path: 'node_modules/@nestjs/(graphql|swagger)/' },
    },
    {
      name: 'only-config-reads-settings',
      comment: 'Settings are read in one place per service.',
      severity: 'error',
      from: { path: '^services/[^/]+/src/(?!config\\.ts)' },
      to: { path: '^libs/config/' },
    },
    {
      name: 'source-without-tests',
      severity: 'error',
      from: { path: '/src/', ...PRODUCTION },
      to: { path: ['/test/', '\\.spec\\.ts$', '^tests/', '^libs/testing/'] },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Anchored: `dist/` alone would drop node_modules/*/dist too, and with it every rule on libraries.
    exclude: { path: '^(libs|services|tools)/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['fieldline-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
