import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimited } from '../graphql/errors.ts';

/** Counts requests by whoever makes them, in this process. */
export class RateLimit {
  private readonly limiter: RateLimiterMemory;

  constructor(requestsPerMinute: number) {
    this.limiter = new RateLimiterMemory({ points: requestsPerMinute, duration: 60 });
  }

  /** @throws RATE_LIMITED */
  async take(who: string): Promise<void> {
    try {
      await this.limiter.consume(who);
    } catch (rejected) {
      if (rejected instanceof RateLimiterRes) throw rateLimited(Math.ceil(rejected.msBeforeNext / 1000));
      throw rejected;
    }
  }
}
