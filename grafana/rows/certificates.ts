import { at, type Row, rowAt, statPanel, tablePanel, thresholds } from '../panels.ts';
import { current, ofNode, rows } from '../queries.ts';

const day = 24 * 60 * 60;
const empty = 'no data: no peer listener was probed';

const notAfter = `max by (cluster, node, member, listener) (peerproof_peer_listener_certificate_not_after_timestamp_seconds{${ofNode}})`;

// Thresholds in days: time to renew a certificate in office hours, and the last week.
const remaining = thresholds([
  { value: null, color: 'red' },
  { value: 7 * day, color: 'orange' },
  { value: 30 * day, color: 'green' },
]);

const earliest = statPanel({
  id: 31,
  at: at(0, 59, 6, 7),
  title: 'Earliest expiry',
  description: 'Time until the first peer certificate expires, as the probe of the listeners saw it.',
  empty,
})
  .unit('dtdurations')
  .thresholds(remaining)
  .withTarget(current('A', `min(${notAfter}) - time()`, 'first to expire'));

const listeners = tablePanel({
  id: 32,
  at: at(6, 59, 18, 7),
  title: 'Peer certificates by listener',
  description: 'When the certificate that a peer listener shows expires, and how long that is from now.',
  empty,
})
  .withTarget(rows('A', `${notAfter} * 1000`))
  .withTarget(rows('B', `${notAfter} - time()`))
  .withTransformation({ id: 'merge', options: {} })
  .withTransformation({
    id: 'organize',
    options: {
      excludeByName: { Time: true },
      indexByName: { cluster: 0, node: 1, member: 2, listener: 3, 'Value #A': 4, 'Value #B': 5 },
      renameByName: {
        cluster: 'Cluster',
        node: 'Node',
        member: 'Member',
        listener: 'Listener',
        'Value #A': 'Not after',
        'Value #B': 'Remaining',
      },
    },
  })
  .overrideByName('Not after', [{ id: 'unit', value: 'dateTimeAsIso' }])
  .overrideByName('Remaining', [
    { id: 'unit', value: 'dtdurations' },
    { id: 'thresholds', value: remaining.build() },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ]);

export const certificates: Row = { row: rowAt(30, 58, 'Certificates'), panels: [earliest, listeners] };
