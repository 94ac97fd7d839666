import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import { timelineSchemaOf } from '@workprint/timeline';

/** The timeline's JSON Schemas, one for each version of the language, for editors and clients. */
@Controller('schemas')
export class SchemasController {
  @Get(':file')
  @Header('content-type', 'application/schema+json')
  @Header('access-control-allow-origin', '*')
  timeline(@Param('file') file: string) {
    const version = /^timeline\.v([1-9]\d{0,3})\.json$/.exec(file)?.[1];
    const schema = version === undefined ? null : timelineSchemaOf(Number(version));
    if (!schema) throw new NotFoundException();
    return schema;
  }
}
