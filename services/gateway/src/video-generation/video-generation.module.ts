import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/assets.module.ts';
import { RendersModule } from '../renders/renders.module.ts';
import { AwsGenerateController } from './aws-generate.controller.ts';
import { AwsGenerateService } from './aws-generate.service.ts';

@Module({ imports: [AssetsModule, RendersModule], controllers: [AwsGenerateController], providers: [AwsGenerateService] })
export class VideoGenerationModule {}
