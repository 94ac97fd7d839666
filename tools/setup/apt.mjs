import { existsSync } from 'node:fs';
import { exec } from './exec.mjs';
import { onPath } from './find.mjs';
import { say, step } from './steps.mjs';

/** Whether packages can be installed here: Debian or Ubuntu, as root. */
export function aptIsOurs() {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0 && onPath('apt-get') !== undefined;
}

/** Installs Debian packages, saying so. @param {...string} packages */
export async function aptInstall(...packages) {
  say(`installing ${packages.join(', ')} with apt-get`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await step(`${packages.join(', ')} installed`, async () => {
    await exec('apt-get', ['update', '-qq'], { env });
    await exec('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
  });
}
