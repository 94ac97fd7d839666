import { Module } from '@nestjs/common';
import { CallbacksService } from './callbacks.service.ts';

@Module({ providers: [CallbacksService] })
export class CallbacksModule {}
