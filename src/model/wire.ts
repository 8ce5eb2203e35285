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

/** The cluster's members, as a listener told without asking for a certificate. */
export type MemberList = { readonly count: number; readonly version: string | undefined };

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
