import { Module } from '@nestjs/common';
import { DownloadsController } from './downloads.controller.ts';
import { MediaController } from './media.controller.ts';

@Module({ controllers: [DownloadsController, MediaController] })
export class DownloadsModule {}
