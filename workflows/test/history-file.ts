import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import proto from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;
export type History = proto.temporal.api.history.v1.IHistory;

export const HISTORIES = path.join(import.meta.dirname, 'histories');

const file = (name: string): string => path.join(HISTORIES, `${name}.json`);

/** Written with protobuf's own objects: the SDK's historyToJSON breaks where npm installs protobufjs twice. */
export function saveHistory(name: string, history: History): void {
  const plain = History.toObject(History.fromObject(history), { longs: String, enums: String, bytes: String });
  writeFileSync(file(name), `${JSON.stringify(plain, null, 1)}\n`);
}

/** `edit` may tamper with the text. */
export const loadHistory = (name: string, edit = (json: string): string => json): History =>
  History.fromObject(JSON.parse(edit(readFileSync(file(name), 'utf8'))));
