// Writes the dashboard that Grafana reads: npm run grafana
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { dashboardText } from './dashboard.ts';

writeFileSync(join(import.meta.dirname, 'peerproof.json'), dashboardText());
