-- AlterTable
ALTER TABLE "workspace" ADD COLUMN "max_output_side" INTEGER NOT NULL DEFAULT 2160;
