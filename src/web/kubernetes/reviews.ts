// Requests and responses of the API server's reviews: TokenReview authenticates, SubjectAccessReview authorizes.

/** A request to create a review. */
export type Review = { readonly path: string; readonly body: object };

type Fields = Readonly<Record<string, unknown>>;

/** The owner of a token, as the API server names it. */
export type User = {
  readonly username: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Fields;
};

/** Names no audience, so the API server accepts only tokens made out to itself. */
export function tokenReview(token: string): Review {
  return {
    path: '/apis/authentication.k8s.io/v1/tokenreviews',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } },
  };
}

/** Returns `undefined` for a token that the API server does not know. Throws for anything but a TokenReview. */
export function userOf(answer: unknown): User | undefined {
  const { authenticated = false, user } = statusOf(answer, 'TokenReview');
  if (authenticated === false) return undefined;
  const { username, uid = '', groups = [], extra = {} } = isFields(user) ? user : {};
  const isSound = authenticated === true && isName(username) && typeof uid === 'string';
  if (!isSound || !isStrings(groups) || !isFields(extra) || !Object.values(extra).every(isStrings))
    throw new Error('the TokenReview names no user');
  return { username, uid, groups, extra };
}

/** Requests a review of the user's right to get the path. */
export function subjectAccessReview({ username, uid, groups, extra }: User, path: string): Review {
  const spec = { user: username, uid, groups, extra, nonResourceAttributes: { path, verb: 'get' } };
  return {
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec },
  };
}

/** Throws for anything but a SubjectAccessReview with a verdict. */
export function isAllowed(answer: unknown): boolean {
  const { allowed, denied = false } = statusOf(answer, 'SubjectAccessReview');
  if (typeof allowed !== 'boolean' || typeof denied !== 'boolean')
    throw new Error('the SubjectAccessReview says neither yes nor no');
  return allowed && !denied;
}

function statusOf(answer: unknown, kind: string): Fields {
  if (isFields(answer) && answer['kind'] === kind && isFields(answer['status'])) return answer['status'];
  throw new Error(`the answer is no ${kind} with a status`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
