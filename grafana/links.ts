import { DashboardLinkBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

const repository = 'https://github.com/peerproof/peerproof';

export const links = [link('Runbooks', `${repository}/tree/main/docs/runbooks`), link('Repository', repository)];

/** A link from a cell with the name of an alert to its runbook. */
export const runbookOfCell = {
  title: 'Runbook',
  url: `${repository}/blob/main/docs/runbooks/\${__value.raw}.md`,
  targetBlank: true,
};

function link(title: string, url: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).url(url).icon('external link').targetBlank(true);
}
