// The agent's verdict on generated configurations beside the model's.
import { runningVerdicts } from '../../support/resolve/verdicts.ts';
import { fileContent } from './etcd-configurations.ts';
import { type Configuration, earned } from './etcd-model.ts';

/** What the agent passes and etcd would not earn, and the other way round. */
export function difference(configuration: Configuration): string | undefined {
  const wanted = earned(configuration);
  const judged = runningVerdicts({
    argv: ['etcd', ...configuration.args],
    env: configuration.env,
    configFile: configuration.file === undefined ? null : fileContent(configuration.file),
  });
  const wrong = (['2.4', '2.5'] as const).filter(
    (control) => (judged[`cis-kubernetes-${control}`] === 'pass') !== wanted[control],
  );
  return wrong.length === 0 ? undefined : `${wrong.join(' and ')}: the model earns ${JSON.stringify(wanted)}`;
}
