/** What a program needs to be found and to start. Everything else, secrets above all, is none of its business. */
const PASSED = ['PATH', 'LD_LIBRARY_PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG'];

/** The environment for programs that read what users send: none of our settings are in it. */
export const childEnvironment = (from: NodeJS.ProcessEnv = process.env): Record<string, string> =>
  Object.fromEntries(PASSED.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
