import { failure } from '@workprint/contracts';
import { type Exchange, readingExchange } from './exchange.ts';
import { FailureError, type Provider, wordsOf } from './port.ts';

/**
 * Asks what buys nothing (get, cancel, a page of the listing), with its failures typed.
 * @throws FailureError PROVIDER_REFUSED when the provider does not know the job, PROVIDER_UNAVAILABLE for all that may pass
 */
export async function ask<T>(provider: Provider, signal: AbortSignal, verb: (exchange: Exchange) => Promise<T>): Promise<T> {
  const exchange = readingExchange({ signal });
  try {
    return await verb(exchange);
  } catch (error) {
    const result = exchange.result();
    const words = result?.kind === 'answer' ? wordsOf(result) : (result?.why ?? String(error));
    const gone = result?.kind === 'answer' && [404, 410].includes(result.status);
    throw new FailureError(failure(gone ? 'PROVIDER_REFUSED' : 'PROVIDER_UNAVAILABLE', `${provider.name}: ${words}`));
  }
}
