import { Module } from '@nestjs/common';
import { DownloadsController } from './downloads.controller.ts';

@Module({ controllers: [DownloadsController] })
export class DownloadsModule {}
