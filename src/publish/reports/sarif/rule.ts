// A recommendation as a SARIF reporting descriptor.

import type { RuleText } from '../../../model/report.ts';

export function ruleDescriptor(rule: RuleText): object {
  const { id, framework, control, title, description, rationale, remediation, cisControls } = rule;
  return {
    id,
    name: identifier(title),
    shortDescription: { text: `${control} ${title}` },
    fullDescription: { text: `${description} ${rationale}` },
    help: {
      text: `${remediation}\n\nAudit: ${rule.audit}\nImpact: ${rule.impact}\nDefault: ${rule.defaultValue}`,
    },
    defaultConfiguration: { level: 'error' },
    properties: {
      tags: ['security', 'etcd', framework],
      framework,
      control,
      cisControls: cisControls.map(({ version, id: cis, title: text }) => `${version} ${cis} ${text}`),
      references: rule.references,
    },
  };
}

/** `EtcdShouldUse…`, as the names of SARIF rules are. */
function identifier(title: string): string {
  return title
    .split(/[^A-Za-z\d]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
