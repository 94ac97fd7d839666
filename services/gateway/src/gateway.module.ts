import { type DynamicModule, Module } from '@nestjs/common';
import { AssetsModule } from './assets/assets.module.ts';
import { AuthModule } from './auth/auth.module.ts';
import { BatchesModule } from './batches/batches.module.ts';
import { CallbacksModule } from './callbacks/callbacks.module.ts';
import { ChatModule } from './chat/chat.module.ts';
import { dependenciesModule } from './dependencies.module.ts';
import { DownloadsModule } from './downloads/downloads.module.ts';
import { FramesModule } from './frames/frames.module.ts';
import { GenerationsModule } from './generations/generations.module.ts';
import { GraphQLModule } from './graphql/graphql.module.ts';
import { HealthModule } from './health/health.module.ts';
import { ImportsModule } from './imports/imports.module.ts';
import { OperationsModule } from './operations/operations.module.ts';
import { RendersModule } from './renders/renders.module.ts';
import { SpendingModule } from './spending/spending.module.ts';
import { TemplatesModule } from './templates/templates.module.ts';
import type { Dependencies } from './tokens.ts';
import { VideoGenerationModule } from './video-generation/video-generation.module.ts';
import { WatchingModule } from './watching/watching.module.ts';

@Module({})
class GatewayModule {}

/** One module per feature, over what the process opened. */
export const gatewayModule = (deps: Dependencies): DynamicModule => ({
  module: GatewayModule,
  imports: [
    dependenciesModule(deps),
    AuthModule,
    GraphQLModule,
    AssetsModule,
    RendersModule,
    FramesModule,
    TemplatesModule,
    BatchesModule,
    GenerationsModule,
    SpendingModule,
    ImportsModule,
    OperationsModule,
    DownloadsModule,
    WatchingModule,
    CallbacksModule,
    ChatModule,
    VideoGenerationModule,
    HealthModule,
  ],
});
