// What stands before the content of a server: asked for every request, before anything is made of it.

import type { IncomingMessage } from 'node:http';

export type ResponseHeaders = Readonly<Record<string, string>>;

export type Refusal = {
  readonly status: 401 | 403 | 429 | 500 | 503;
  readonly headers?: ResponseHeaders;
};

export type Admission = {
  /** Headers for the answer, by their names in lower case, whoever gives it. */
  readonly headers: ResponseHeaders;
  /** `undefined`: the request may be answered. */
  readonly refusal: Refusal | undefined;
};

export type Gate = (request: IncomingMessage) => Promise<Admission>;
