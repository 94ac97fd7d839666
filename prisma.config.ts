import { defineConfig } from 'prisma/config';

// Migrations run as the owner role; services connect as wp_app or wp_system and never migrate.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_OWNER_URL ?? 'postgresql://localhost/workprint' },
});
