import { COUNT, STEREO } from './pcm.ts';

/** Of two stereo sounds, sample by sample: amix ends with the one that comes first. */
const SUM = 'join=inputs=2:channel_layout=4.0:map=0.0-FL|0.1-FR|1.0-FC|1.1-BC,pan=stereo|c0=c0+c2|c1=c1+c3';

/** A chain of filters that grows, and may be led past itself. Adds to `chains`; labels within begin with `name`. */
export class Wire {
  readonly #chains: string[];
  readonly #name: string;
  #from: string;
  #filters: string[] = [];
  #forks = 0;

  /** @param from the label of what it begins with */
  constructor(chains: string[], name: string, from: string) {
    this.#chains = chains;
    this.#name = name;
    this.#from = from;
  }

  add(...filters: string[]): void {
    this.#filters.push(...filters);
  }

  /** The sound twice: through `dry`, and through what `wet` adds; the sum goes on. */
  beside(dry: readonly string[], wet: (wire: Wire) => void): void {
    const name = `${this.#name}w${this.#forks++}`;
    this.add('asplit');
    this.to(`${name}d][${name}s`);
    const one = new Wire(this.#chains, `${name}x`, `${name}d`);
    one.add(...dry, 'anull');
    one.to(`${name}o`);
    const other = new Wire(this.#chains, `${name}y`, `${name}s`);
    wet(other);
    other.to(`${name}e`);
    this.#goOn(`${name}o][${name}e`, SUM, STEREO, COUNT);
  }

  /** The sound answered by what `impulse` makes: chains that end in [<the name it is given>]. */
  answer(impulse: (name: string) => string[], ...filters: string[]): void {
    const name = `${this.#name}w${this.#forks++}`;
    this.#chains.push(...impulse(`${name}i`));
    this.add('anull');
    this.to(`${name}s`);
    this.#goOn(`${name}s][${name}i`, ...filters);
  }

  /** Ends it in [label]. */
  to(label: string): void {
    this.#chains.push(`[${this.#from}]${this.#filters.join(',')}[${label}]`);
    this.#filters = [];
  }

  #goOn(from: string, ...filters: string[]): void {
    this.#from = from;
    this.#filters = filters;
  }
}
