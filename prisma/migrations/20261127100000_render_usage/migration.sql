-- AlterTable
ALTER TABLE "render" ADD COLUMN "compute_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "render_batch" ADD COLUMN "max_cost" BIGINT;

-- AlterTable
ALTER TABLE "usage_record" ADD COLUMN "compute_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    ADD COLUMN "storage_bytes" BIGINT NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "usage_record_render_id_idx" ON "usage_record"("render_id");

-- From here on written by hand, see the first migration. No semicolon but at a statement's end.
-- What a render took, and what was paid for making it elsewhere, is written down once each.
CREATE UNIQUE INDEX "usage_record_render_once" ON "usage_record"("render_id", "kind") WHERE "kind" <> 'GENERATION';
