import type { UserError } from '@workprint/graphql-schema';

export type { UserError };

/** The request itself failed: `code` is UNAUTHENTICATED, RATE_LIMITED, BAD_USER_INPUT, NETWORK, … */
export class WorkprintError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WorkprintError';
    this.code = code;
  }
}

/** The API said no, for reasons that can be acted on; nothing was changed. */
export class RefusedError extends WorkprintError {
  readonly userErrors: readonly UserError[];
  constructor(userErrors: readonly UserError[]) {
    super(userErrors[0]?.code ?? 'REFUSED', userErrors.map(line).join('\n'));
    this.name = 'RefusedError';
    this.userErrors = userErrors;
  }
}

const line = ({ code, message, path, hint }: UserError): string =>
  `${code}${path && path.length > 0 ? ` at ${path.join('.')}` : ''}: ${message}${hint ? ` ${hint}` : ''}`;
