import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Unique by process and readable: "render-worker@host-1234-a1b2". */
export const workerIdentity = (service: string): string => `${service}@${hostname()}-${process.pid}-${randomBytes(2).toString('hex')}`;
