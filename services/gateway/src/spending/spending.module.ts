import { Module } from '@nestjs/common';
import { SpendingResolver } from './spending.resolver.ts';

@Module({ providers: [SpendingResolver] })
export class SpendingModule {}
