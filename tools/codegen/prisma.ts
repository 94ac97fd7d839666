import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../paths.mjs';
import { prismaEnv } from '../prisma/cli.mjs';

/** Writes projection's Prisma client from prisma/schema.prisma. */
export async function generatePrismaClient(): Promise<void> {
  const cli = path.join(ROOT, 'node_modules', 'prisma', 'build', 'index.js');
  await promisify(execFile)(process.execPath, [cli, 'generate'], { cwd: ROOT, env: { ...process.env, ...prismaEnv() } });
}
