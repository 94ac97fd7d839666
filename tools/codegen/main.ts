import { generateGraphqlTypes } from './graphql.ts';
import { generatePrismaClient } from './prisma.ts';

await Promise.all([generatePrismaClient(), generateGraphqlTypes()]);
