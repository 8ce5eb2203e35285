// What a peer listener itself answered.

export type PeerCertificate = {
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and IP addresses, as in the subject alternative name. */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Such as `rsa` or `ec`. */
  readonly keyType: string;
  /** Size of an RSA key in bits; `undefined` for other kinds. */
  readonly rsaBits: number | undefined;
  /** Such as `sha256WithRSAEncryption`, or its OID where it has no name. */
  readonly signatureAlgorithm: string;
};

/** What a listener that asks for no certificate tells. */
export type MemberList = {
  /** How many members the cluster has, learners included; `undefined` while its one member may be the first of several. */
  readonly count: number | undefined;
  readonly version: string | undefined;
};

/** Where a process is on the network, as far as it can be seen. */
export type NetworkNamespace = {
  /** It shares the agent's own network: every address means the same to both. */
  readonly shared: boolean;
  /** The addresses of its network; `undefined` where they may not be read. */
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
  /** Nobody answered, or nothing that a peer listener would say. */
  | { readonly kind: 'no_answer'; readonly detail: string }
  /** The address cannot be judged from here, which is no evidence of anything. */
  | { readonly kind: 'not_probed'; readonly detail: string };

/** A peer listener of a member, and what it answered last. */
export type Listener = {
  /** As listen-peer-urls names it. */
  readonly url: string;
  readonly answer: WireAnswer;
  /** `undefined`: it was not asked yet. */
  readonly askedAt: Date | undefined;
  /** It answers the client API without any authentication beyond loopback; `undefined` where that was not shown. */
  readonly exposesKeyspace: boolean | undefined;
};
