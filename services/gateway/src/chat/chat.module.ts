import { Module } from '@nestjs/common';
import { GenerationsModule } from '../generations/generations.module.ts';
import { ChatController } from './chat.controller.ts';
import { ChatService } from './chat.service.ts';

@Module({ imports: [GenerationsModule], controllers: [ChatController], providers: [ChatService] })
export class ChatModule {}
