import type { RenderEvent } from '@workprint/sdk';

const WIDTH = 32;

const bar = (percent: number): string => {
  const full = Math.round((percent / 100) * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
};

/** "RENDERING  62.4 %  chunks 4/6 (2 reused)  58 fps  ETA 0:07" */
export function describe({ render }: RenderEvent): string {
  const { percent, chunksDone, chunksTotal, chunksReused, fps, etaSeconds } = render.progress;
  const eta = etaSeconds == null ? '' : `ETA ${Math.floor(etaSeconds / 60)}:${String(Math.round(etaSeconds % 60)).padStart(2, '0')}`;
  const chunks = chunksTotal ? `chunks ${chunksDone}/${chunksTotal}${chunksReused ? ` (${chunksReused} reused)` : ''}` : '';
  return [render.status.padEnd(10), `${percent.toFixed(1).padStart(5)} %`, chunks, fps ? `${fps.toFixed(0)} fps` : '', eta]
    .filter(Boolean)
    .join('  ');
}

/** Shows events: one living line on a terminal, a line for each stage and tenth elsewhere. */
export function progressLine(out: NodeJS.WriteStream): { show(event: RenderEvent): void; note(line: string): void } {
  let last = '';
  return {
    show(event) {
      const { status, progress } = event.render;
      if (out.isTTY) {
        out.write(`\r\u001b[K${bar(progress.percent)}  ${describe(event)}`);
        if (['COMPLETED', 'FAILED', 'CANCELED'].includes(event.type)) out.write('\n');
        return;
      }
      const step = `${status} ${Math.floor(progress.percent / 10)}`;
      if (step !== last) out.write(`${describe(event)}\n`);
      last = step;
    },
    note(line) {
      out.write(out.isTTY ? `\r\u001b[K${line}\n` : `${line}\n`);
    },
  };
}
