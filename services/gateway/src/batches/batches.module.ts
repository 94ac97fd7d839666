import { Module } from '@nestjs/common';
import { BatchResolver } from './batch.resolver.ts';
import { BatchesResolver } from './batches.resolver.ts';
import { BatchesService } from './batches.service.ts';

@Module({ providers: [BatchesResolver, BatchResolver, BatchesService] })
export class BatchesModule {}
