-- AlterTable
ALTER TABLE "render_output" ADD COLUMN "files" JSONB;
