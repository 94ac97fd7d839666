import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.ts';
import { SchemasController } from './schemas.controller.ts';

@Module({ controllers: [HealthController, SchemasController] })
export class HealthModule {}
