import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import proto from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;
export type History = proto.temporal.api.history.v1.IHistory;

export const HISTORIES = path.join(import.meta.dirname, 'histories');

/** Stack traces name files of the machine they were made on. */
const ROOT = path.join(import.meta.dirname, '../..');

const file = (name: string): string => path.join(HISTORIES, `${name}.json`);

/**
 * Written with protobuf's own objects: the SDK's historyToJSON breaks where npm installs protobufjs twice. Stack traces are
 * left out: they name the machine's folders.
 */
export function saveHistory(name: string, history: History): void {
  const plain = History.toObject(History.fromObject(history), { longs: String, enums: String, bytes: String });
  const json = JSON.stringify(plain, (key, value: unknown) => (key === 'stackTrace' ? '' : value), 1).replaceAll(`${ROOT}/`, '');
  writeFileSync(file(name), `${json}\n`);
}

/** `edit` may tamper with the text. */
export const loadHistory = (name: string, edit = (json: string): string => json): History =>
  History.fromObject(JSON.parse(edit(readFileSync(file(name), 'utf8'))));
