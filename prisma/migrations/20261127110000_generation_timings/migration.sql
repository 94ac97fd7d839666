-- AlterTable
ALTER TABLE "generation" ADD COLUMN "accepted_at" TIMESTAMPTZ(3),
    ADD COLUMN "produced_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "generation_attempt" ADD COLUMN "reason" TEXT;

-- CreateIndex
CREATE INDEX "generation_workspace_id_provider_model_completed_at_idx" ON "generation"("workspace_id", "provider", "model", "completed_at" DESC);
