-- AlterTable
ALTER TABLE "generation" ADD COLUMN "pixel_art" JSONB,
    ADD COLUMN "pixel_render_id" UUID;

-- CreateIndex
CREATE UNIQUE INDEX "generation_pixel_render_id_key" ON "generation"("pixel_render_id");
