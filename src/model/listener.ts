// Answers of peer listeners, and the networks in which they listen.

export type PeerCertificate = {
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and IP addresses, as in the subject alternative name. */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Kind of the key, such as `rsa` or `ec`. */
  readonly keyType: string;
  /** Size of an RSA key in bits; `undefined` for other kinds. */
  readonly rsaBits: number | undefined;
  /** Name, such as `sha256WithRSAEncryption`, or the OID where it has no name. */
  readonly signatureAlgorithm: string;
};

/** The member list, as a listener returns it that demands no certificate. */
export type MemberList = {
  /** Number of members, learners included; `undefined` while a single member may be the first of several. */
  readonly count: number | undefined;
  readonly version: string | undefined;
};

/** The network namespace of a process, as far as the agent can see it. */
export type NetworkNamespace = {
  /** Whether it is the agent's own, so that every address means the same to both. */
  readonly shared: boolean;
  /** Its addresses; `undefined` where they may not be read. */
  readonly addresses: readonly string[] | undefined;
};

export type WireAnswer =
  | { readonly kind: 'plaintext'; readonly members: MemberList | undefined }
  | {
      readonly kind: 'tls';
      readonly protocol: 'TLSv1.2' | 'TLSv1.3';
      readonly clientCertificateRequired: boolean;
      /** The served chain, the listener's own certificate first. */
      readonly certificates: readonly PeerCertificate[];
      readonly members: MemberList | undefined;
    }
  /** Silence, or bytes that no peer listener sends. */
  | { readonly kind: 'no_answer'; readonly detail: string }
  /** The address cannot be judged from here, which is no evidence of anything. */
  | { readonly kind: 'not_probed'; readonly detail: string };

/** A peer listener of a member, and its last answer. */
export type Listener = {
  /** URL as listen-peer-urls names it. */
  readonly url: string;
  readonly answer: WireAnswer;
  /** Time of the last probe; `undefined`: it was not probed yet. */
  readonly askedAt: Date | undefined;
  /** Whether it answers the client API to other hosts without authentication; `undefined`: not known. */
  readonly exposesKeyspace: boolean | undefined;
};
