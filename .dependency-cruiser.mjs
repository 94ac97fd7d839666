// docs/architecture.md, "Who may import whom", as rules. A room is named by its folder.
const ROOM = {
  timeline: '^packages/timeline/',
  'graphql-schema': '^packages/graphql-schema/',
  contracts: '^packages/contracts/',
  workflows: '^workflows/',
  storage: '^packages/storage/',
  runtime: '^packages/runtime/',
  projection: '^packages/projection/',
  testing: '^packages/testing/',
  sdk: '^packages/sdk/',
  gateway: '^services/gateway/',
  orchestrator: '^services/orchestrator/',
  'render-worker': '^services/render-worker/',
  'ai-worker': '^services/ai-worker/',
};

/** Of our rooms, what each may import besides itself. */
const MAY = {
  timeline: [],
  'graphql-schema': [],
  contracts: ['timeline'],
  workflows: ['contracts'],
  storage: [],
  runtime: [],
  projection: ['contracts'],
  gateway: ['graphql-schema', 'contracts', 'timeline', 'projection', 'storage', 'runtime'],
  orchestrator: ['workflows', 'contracts', 'projection', 'storage', 'runtime'],
  'render-worker': ['contracts', 'timeline', 'storage', 'projection', 'runtime'],
  'ai-worker': ['contracts', 'storage', 'projection', 'runtime'],
  sdk: ['graphql-schema', 'timeline'],
  testing: ['timeline', 'graphql-schema', 'contracts', 'projection', 'storage', 'runtime', 'sdk'],
};

const SPEC = '\\.spec\\.ts$|/test/|^test/';
const rooms = (names) => names.map((name) => ROOM[name]).join('|');

const table = Object.entries(MAY).map(([room, may]) => ({
  name: `${room}-imports`,
  comment: `${room} may import of our rooms only: ${may.join(', ') || 'none'}`,
  severity: 'error',
  from: { path: ROOM[room], pathNot: SPEC },
  to: { path: rooms(Object.keys(ROOM)), pathNot: rooms([room, ...may]) },
}));

const only = (name, comment, allowed, to) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: [allowed, SPEC, '^tools/'].join('|') },
  to,
});

const CHILD_PROCESS = '^(node:)?child_process$|(^|/)node_modules/execa/';

export default {
  forbidden: [
    ...table,
    {
      name: 'no-cycles',
      comment: 'Files that need each other belong together, or a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    { name: 'unresolved', comment: 'An import that leads nowhere.', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'services-are-ends',
      comment: 'Nobody imports a service; end-to-end tests start it as a process.',
      severity: 'error',
      from: { path: '^(packages|workflows|tools|test)/' },
      to: { path: '^services/' },
    },
    {
      name: 'services-apart',
      comment: 'Services meet through contracts and the database only.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'testing-in-specs',
      comment: 'Builders and fakes are for specs.',
      severity: 'error',
      from: { pathNot: `${SPEC}|${ROOM.testing}` },
      to: { path: ROOM.testing },
    },
    {
      name: 'pure-timeline',
      comment: 'The compiler is pure: no Node built-ins.',
      severity: 'error',
      from: { path: ROOM.timeline, pathNot: SPEC },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-workflows',
      comment: 'Workflow code is replayed: nothing but contracts and the workflow API.',
      severity: 'error',
      from: { path: `${ROOM.workflows}src/`, pathNot: SPEC },
      to: { pathNot: ['^workflows/', ROOM.contracts, '(^|/)node_modules/@temporalio/(workflow|common)/'].join('|') },
    },
    only('child-processes', 'Only the render worker starts processes.', '^services/render-worker/src/ffmpeg/', { path: CHILD_PROCESS }),
    only('s3-in-storage', 'Only storage speaks S3.', ROOM.storage, {
      path: '(^|/)node_modules/@aws-sdk/',
      pathNot: '(^|/)node_modules/@aws-sdk/client-mediaconvert/',
    }),
    only('mediaconvert-in-ai-worker', 'Only its adapter speaks to MediaConvert.', '^services/ai-worker/src/mediaconvert/', {
      path: '(^|/)node_modules/@aws-sdk/client-mediaconvert/',
    }),
    only('sql-in-projection', 'Only projection speaks SQL.', ROOM.projection, {
      path: '(^|/)node_modules/(pg|@prisma/[^/]+|prisma)/|^packages/projection/src/generated/',
    }),
  ],
  options: {
    doNotFollow: { path: 'node_modules|src/generated' },
    exclude: { path: '(^|/)(node_modules/\\.|dist/|\\.workprint/|\\.nx/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'],
    },
  },
};
