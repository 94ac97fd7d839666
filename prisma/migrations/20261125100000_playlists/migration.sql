-- AlterTable
ALTER TABLE "render" ADD COLUMN "playlist" BOOLEAN NOT NULL DEFAULT true,
    ADD COLUMN "playlist_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "render_playlist" (
    "render_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "workspace_id" UUID NOT NULL,
    "film" JSONB NOT NULL,
    "sound" JSONB,

    CONSTRAINT "render_playlist_pkey" PRIMARY KEY ("render_id","revision")
);

-- CreateTable
CREATE TABLE "render_segment" (
    "render_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "workspace_id" UUID NOT NULL,
    "tracks" JSONB NOT NULL,

    CONSTRAINT "render_segment_pkey" PRIMARY KEY ("render_id","revision","number")
);

-- AddForeignKey
ALTER TABLE "render_playlist" ADD CONSTRAINT "render_playlist_render_id_fkey" FOREIGN KEY ("render_id") REFERENCES "render"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "render_segment" ADD CONSTRAINT "render_segment_render_id_revision_fkey" FOREIGN KEY ("render_id", "revision") REFERENCES "render_playlist"("render_id", "revision") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on written by hand, see the first migration. No semicolon but at a statement's end.
GRANT SELECT, INSERT, UPDATE, DELETE ON "render_playlist", "render_segment" TO wp_app;

ALTER TABLE "render_playlist" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "render_playlist" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "render_playlist" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());

ALTER TABLE "render_segment" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "render_segment" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "render_segment" USING ("workspace_id" = current_workspace()) WITH CHECK ("workspace_id" = current_workspace());
