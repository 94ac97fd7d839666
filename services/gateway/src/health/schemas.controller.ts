import { Controller, Get, Header } from '@nestjs/common';
import { timelineSchema } from '@workprint/timeline';

/** The timeline's JSON Schema, for editors and clients. */
@Controller('schemas')
export class SchemasController {
  @Get('timeline.v1.json')
  @Header('content-type', 'application/schema+json')
  @Header('access-control-allow-origin', '*')
  timeline() {
    return timelineSchema();
  }
}
