const OS = { linux: 'Linux', darwin: 'Darwin' };

/** The local S3 server. @type {import('./server.mjs').Server} */
export const versitygw = {
  name: 'versitygw',
  version: '1.8.0',
  module: 'versitygw',
  programs: [{ key: 'versitygw', variable: 'VERSITYGW', file: 'versitygw', command: 'github.com/versity/versitygw/cmd/versitygw' }],
  release: ({ os, arch }) => ({
    base: 'https://github.com/versity/versitygw/releases/download/v1.8.0',
    archive: `versitygw_v1.8.0_${OS[/** @type {keyof typeof OS} */ (os)] ?? os}_${arch === 'amd64' ? 'x86_64' : arch}.tar.gz`,
    checksums: 'checksums.txt',
  }),
  usually: '40 seconds',
};
