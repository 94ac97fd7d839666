import { Module } from '@nestjs/common';
import { CallbacksService } from './callbacks.service.ts';
import { MediaEventsService } from './media-events.service.ts';

@Module({ providers: [CallbacksService, MediaEventsService] })
export class CallbacksModule {}
