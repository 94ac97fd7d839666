import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** For specs: a server that counts what reaches it and answers as told. */
export interface CountingServer {
  url: string;
  /** Whole requests that arrived. */
  requests: string[];
  close(): Promise<void>;
}

export async function countingServer(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<CountingServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      requests.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
