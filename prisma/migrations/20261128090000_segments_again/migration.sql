-- AlterTable
ALTER TABLE "render_segment" ADD COLUMN "content" TEXT;

-- CreateIndex
CREATE INDEX "render_segment_workspace_id_content_idx" ON "render_segment"("workspace_id", "content");
