// Parts that the texts of all rules share.

import type { RuleText } from '../../model/report.ts';

type Shared = Pick<RuleText, 'isDefault' | 'references' | 'cisControls'>;

const shared: Shared = {
  isDefault: false,
  references: ['CIS Kubernetes Benchmark, section 2: etcd', 'etcd documentation: transport security model'],
  cisControls: [],
};

export function cisText(text: Omit<RuleText, 'id' | 'framework' | keyof Shared> & Partial<Shared>): RuleText {
  return { ...shared, id: `cis-kubernetes-${text.control}`, framework: 'cis-kubernetes', ...text };
}
