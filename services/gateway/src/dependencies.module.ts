import { type DynamicModule, Module } from '@nestjs/common';
import { DATABASE, type Dependencies, FEED, LOG, SETTINGS, STORE, WORKFLOWS } from './tokens.ts';

@Module({})
class DependenciesModule {}

/** Gives every feature what the process opened at its start. */
export const dependenciesModule = (deps: Dependencies): DynamicModule => {
  const providers = [
    { provide: DATABASE, useValue: deps.database },
    { provide: FEED, useValue: deps.feed },
    { provide: STORE, useValue: deps.store },
    { provide: WORKFLOWS, useValue: deps.workflows },
    { provide: SETTINGS, useValue: deps.settings },
    { provide: LOG, useValue: deps.log },
  ];
  return { module: DependenciesModule, global: true, providers, exports: providers.map((p) => p.provide) };
};
