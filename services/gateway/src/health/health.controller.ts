import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Database } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import type { FastifyReply } from 'fastify';
import { DATABASE, SETTINGS, type Settings, STORE } from '../tokens.ts';

const CHECK_MS = 3000;

/** The same questions as on the port for operations, for load balancers that see only this one. */
@Controller()
export class HealthController {
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly settings: Settings;

  constructor(@Inject(DATABASE) database: Database, @Inject(STORE) store: ObjectStore, @Inject(SETTINGS) settings: Settings) {
    this.database = database;
    this.store = store;
    this.settings = settings;
  }

  @Get('health')
  health() {
    return { status: 'ok', worker_id: this.settings.workerId, uptime: Math.round(process.uptime()) };
  }

  /** Temporal is not asked: without it renders are still taken, and started once it is back. */
  @Get('ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const [database, store] = await Promise.all([answers(this.database.ping()), answers(this.store.ping())]);
    const good = database && store;
    reply.code(good ? 200 : 503).send({ status: good ? 'ok' : 'not ready', checks: { database, store } });
  }
}

const answers = async (check: Promise<unknown>): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_MS);
  });
  const answer = check.then(
    () => true,
    () => false,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
};
