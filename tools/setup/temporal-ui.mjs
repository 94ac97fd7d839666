/** Temporal's web UI. @type {import('./server.mjs').Server} */
export const temporalUi = {
  name: 'Temporal UI',
  version: '2.55.0',
  module: 'temporal-ui',
  programs: [
    {
      key: 'temporalUi',
      variable: 'TEMPORAL_UI_SERVER',
      file: 'temporal-ui-server',
      inArchive: 'ui-server',
      command: 'github.com/temporalio/ui-server/v2/cmd/server',
    },
  ],
  release: ({ os, arch }) => ({
    base: 'https://github.com/temporalio/ui-server/releases/download/v2.55.0',
    archive: `ui-server_2.55.0_${os}_${arch}.tar.gz`,
    checksums: 'ui-server_2.55.0_checksums.txt',
  }),
  usually: '15 seconds',
};
