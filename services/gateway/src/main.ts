// The only room with decorators: Node strips types but not those, so tsx compiles what is imported from here on.
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
const { start } = await import('./start.ts');
await start();
