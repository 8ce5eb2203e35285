// A webhook that receives the notifications of Alertmanager in place of a pager.

import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { waitUntil } from '../../test/support/e2e/wait-until.ts';

export type Notification = {
  readonly status: 'firing' | 'resolved';
  readonly receiver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};

export type Webhook = {
  readonly url: string;
  /** Every notification so far, oldest first. */
  readonly received: () => readonly Notification[];
  /** The first notification of this alert in this state. */
  readonly notified: (alert: string, status: Notification['status'], seconds: number) => Promise<Notification>;
};

type Body = { readonly receiver: string; readonly alerts: readonly Omit<Notification, 'receiver'>[] };

export async function startWebhook(): Promise<Webhook> {
  const notifications: Notification[] = [];
  const server = createServer((request, response) => {
    void read(request).then(
      (received) => response.end(() => notifications.push(...received)),
      () => response.writeHead(400).end(),
    );
  });
  // The server ends with the demonstration.
  server.unref().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received: () => notifications,
    notified: (alert, status, seconds) =>
      waitUntil(
        async () => notifications.find((found) => found.labels['alertname'] === alert && found.status === status),
        {
          timeoutMs: seconds * 1000,
          everyMs: 20,
          describe: () => `no notification that ${alert} is ${status}; there were ${notifications.length}`,
        },
      ),
  };
}

async function read(request: IncomingMessage): Promise<readonly Notification[]> {
  const { receiver, alerts } = (await json(request)) as Body;
  return alerts.map((alert) => ({ ...alert, receiver }));
}
