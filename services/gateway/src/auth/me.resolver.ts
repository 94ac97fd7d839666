import { Query, Resolver } from '@nestjs/graphql';
import { Actor } from './actor.ts';
import type { Principal } from './principal.ts';

@Resolver()
export class MeResolver {
  @Query('me')
  me(@Actor() principal: Principal): Principal {
    return principal;
  }
}
