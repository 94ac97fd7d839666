import { v7, validate } from 'uuid';

/** A new UUIDv7: sorts by the time it was made. */
export const newId = (): string => v7();

/** False for what a client made up: such a row can't exist, and PostgreSQL would refuse the cast. */
export const isId = (id: string): boolean => validate(id);
