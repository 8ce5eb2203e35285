import { ofJob, ofNode } from '../queries.ts';

export const coveredNodes = `group by (cluster, node) (peerproof_rule_compliant{${ofNode}})`;

// Distributions name their server roles differently.
const serverRoles = 'control-plane|controlplane|etcd|master';
export const expectedNodes = `group by (cluster, node) (kube_node_role{cluster=~"$cluster", node=~"$node", role=~"${serverRoles}"})`;

export const uncoveredNodes = `(${expectedNodes} unless on (cluster, node) peerproof_rule_compliant{${ofJob}})`;
