import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Authenticator } from './authenticator.ts';
import { MeResolver } from './me.resolver.ts';
import { ScopeGuard } from './scope.guard.ts';

@Global()
@Module({
  providers: [Authenticator, MeResolver, { provide: APP_GUARD, useClass: ScopeGuard }],
  exports: [Authenticator],
})
export class AuthModule {}
