import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import { CALLBACK_SIGNAL, type ProviderCallback } from '@workprint/contracts';

const providerCallback = defineSignal<[ProviderCallback]>(CALLBACK_SIGNAL);

/** What providers called back with: hints to look, never believed. */
export interface Callbacks {
  /** Waits for the next callback, at most so long; says whether one came. One that came since the last wait counts. */
  next(milliseconds: number): Promise<boolean>;
  /** The signed callback that came last, if one has come since it was last taken. */
  signed(): string | null;
  /** Waits for a callback that names a job of the provider, at most so long. The same name comes until it is refused. */
  naming(milliseconds: number): Promise<string | null>;
  /** The name that is to be looked at, if any. */
  named(): string | null;
  /** Takes a name from somebody else. */
  name(providerId: string): void;
  /** The provider does not know the name given last. */
  refuse(): void;
}

export function listenForCallbacks(): Callbacks {
  let unseen = 0;
  let signed: string | null = null;
  const named: string[] = [];
  setHandler(providerCallback, ({ providerId, signed: body }) => {
    unseen++;
    signed = body ?? signed;
    if (providerId) named.push(providerId);
  });
  return {
    async next(milliseconds) {
      const came = await condition(() => unseen > 0, milliseconds);
      unseen = 0;
      return came;
    },
    signed() {
      const last = signed;
      signed = null;
      return last;
    },
    async naming(milliseconds) {
      await condition(() => named.length > 0, milliseconds);
      return named[0] ?? null;
    },
    named: () => named[0] ?? null,
    name: (providerId) => void named.push(providerId),
    refuse: () => void named.shift(),
  };
}
