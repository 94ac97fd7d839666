import { describe, expect, it } from '@jest/globals';
import { follow, type Source } from './follow.ts';

interface Event {
  seq: number;
  type: string;
}

/** A store of events with wakes by hand. */
class Store {
  readonly events: Event[] = [];
  private readonly wakes = new Set<() => void>();
  private readonly progressWakes = new Set<() => void>();
  percent = 0;
  reads = 0;
  shown = 0;

  get listeners(): number {
    return this.wakes.size + this.progressWakes.size;
  }
  add(type: string, wake = true): void {
    this.events.push({ seq: this.events.length + 1, type });
    if (wake) for (const w of this.wakes) w();
  }
  tick(): void {
    this.percent += 1;
    for (const w of this.progressWakes) w();
  }
  source(after: number, more: Partial<Source<Event>> = {}): Source<Event> {
    const on = (set: Set<() => void>) => (wake: () => void) => {
      set.add(wake);
      return () => set.delete(wake);
    };
    return {
      after,
      listen: on(this.wakes),
      read: async (seq, first) => {
        this.reads += 1;
        return this.events.filter((e) => e.seq > seq).slice(0, first);
      },
      isLast: (e) => e.type === 'COMPLETED',
      listenProgress: on(this.progressWakes),
      look: async (lastSeq) => {
        if (this.events.some((e) => e.type === 'COMPLETED' && e.seq <= lastSeq)) return 'over';
        if (this.percent === this.shown) return null;
        this.shown = this.percent;
        return { seq: lastSeq, type: `PROGRESS ${this.percent}` };
      },
      authorise: async () => {},
      ...more,
    };
  }
}

const pace = { recheckMs: 20, progressMs: 5, page: 2 };

describe('follow', () => {
  it('replays after a number and ends after the last event', async () => {
    const store = new Store();
    for (const type of ['QUEUED', 'PLANNING', 'RENDERING', 'COMPLETED']) store.add(type);
    const seen: number[] = [];
    for await (const event of follow(store.source(1), pace)) seen.push(event.seq);
    expect(seen).toEqual([2, 3, 4]);
    expect(store.listeners).toBe(0);
  });

  it('ends at once when all events were seen before', async () => {
    const store = new Store();
    store.add('COMPLETED');
    expect(await follow(store.source(1), pace).next()).toEqual({ done: true, value: undefined });
    expect(store.listeners).toBe(0);
  });

  it('follows without gap or repeat while events come, also when a wake is lost', async () => {
    const store = new Store();
    store.add('QUEUED');
    const seen: number[] = [];
    const events = follow(store.source(0), pace);
    for await (const event of events) {
      seen.push(event.seq);
      if (event.seq < 40) store.add(event.seq === 39 ? 'COMPLETED' : 'STEP', event.seq % 3 !== 0);
    }
    expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  it('conflates progress and gives it the last stored number', async () => {
    const store = new Store();
    store.add('QUEUED');
    const events = follow(store.source(0), { recheckMs: 10_000, progressMs: 5 });
    expect((await events.next()).value).toEqual({ seq: 1, type: 'QUEUED' });
    const next = events.next();
    for (let i = 0; i < 50; i++) store.tick();
    expect((await next).value).toMatchObject({ seq: 1 });
    const shown: Event[] = [];
    for (let i = 0; i < 50; i++) store.tick();
    shown.push((await events.next()).value as Event);
    expect(shown).toEqual([{ seq: 1, type: 'PROGRESS 100' }]);
    await events.return?.();
  });

  it('stops listening at once when returned while it waits', async () => {
    const store = new Store();
    const events = follow(store.source(0), { recheckMs: 1_000_000, progressMs: 5 });
    const waiting = events.next();
    await events.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(store.listeners).toBe(0);
  });

  it('ends with the error when the listener may not see it any more', async () => {
    const store = new Store();
    store.add('QUEUED');
    let allowed = true;
    const events = follow(
      store.source(0, {
        authorise: async () => {
          if (!allowed) throw new Error('revoked');
        },
      }),
      pace,
    );
    await events.next();
    allowed = false;
    await expect(events.next()).rejects.toThrow('revoked');
    expect(store.listeners).toBe(0);
  });
});
