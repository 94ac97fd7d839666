import { Module } from '@nestjs/common';
import { WatchingController } from './watching.controller.ts';

@Module({ controllers: [WatchingController] })
export class WatchingModule {}
