// What one piece of work costs, in this process's own CPU time: a busy machine does not make it longer.

/** An assessment of anything may take this much CPU time, in milliseconds. */
export const cpuBudget = 1000;

export async function cpuTime(work: () => unknown): Promise<number> {
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
