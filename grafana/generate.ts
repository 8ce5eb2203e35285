// `npm run grafana`: writes the dashboard that Grafana reads.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { dashboardText } from './dashboard.ts';

writeFileSync(join(import.meta.dirname, 'peerproof.json'), dashboardText());
