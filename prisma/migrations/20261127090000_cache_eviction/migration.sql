-- AlterTable
ALTER TABLE "workspace" ADD COLUMN "max_cache_bytes" BIGINT,
    ADD COLUMN "cache_days" INTEGER;

-- CreateTable
CREATE TABLE "chunk_pin" (
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "render_id" UUID NOT NULL,

    CONSTRAINT "chunk_pin_pkey" PRIMARY KEY ("workspace_id","key","render_id")
);

-- CreateIndex
CREATE INDEX "chunk_pin_render_id_idx" ON "chunk_pin"("render_id");

-- AddForeignKey
ALTER TABLE "chunk_pin" ADD CONSTRAINT "chunk_pin_render_id_fkey" FOREIGN KEY ("render_id") REFERENCES "render"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on written by hand, see the first migration. No semicolon but at a statement's end.
GRANT SELECT, INSERT, UPDATE, DELETE ON "chunk_pin" TO wp_app;

ALTER TABLE "chunk_pin" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "chunk_pin" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "chunk_pin" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());
