/** The real server and its schema tool, as in production. @type {import('./server.mjs').Server} */
export const temporal = {
  name: 'Temporal',
  version: '1.30.8',
  module: 'temporal-server',
  programs: [
    { key: 'temporalServer', variable: 'TEMPORAL_SERVER', file: 'temporal-server', command: 'go.temporal.io/server/cmd/server' },
    { key: 'temporalSqlTool', variable: 'TEMPORAL_SQL_TOOL', file: 'temporal-sql-tool', command: 'go.temporal.io/server/cmd/tools/sql' },
  ],
  release: ({ os, arch }) => ({
    base: 'https://github.com/temporalio/temporal/releases/download/v1.30.8',
    archive: `temporal_1.30.8_${os}_${arch}.tar.gz`,
    checksums: 'checksums.txt',
  }),
  usually: '4 minutes',
};
