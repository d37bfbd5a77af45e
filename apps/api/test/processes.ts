import { readdir, readFile } from 'node:fs/promises';

/** The processes that one process started, by what their command line says; Linux tells without a program. */
export async function childrenOf(parent: number): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      try {
        const [stat, command] = await Promise.all([
          readFile(`/proc/${pid}/stat`, 'utf8'),
          readFile(`/proc/${pid}/cmdline`, 'utf8'),
        ]);
        const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return { pid: Number(pid), ppid, command };
      } catch {
        return null; // Gone between the two looks.
      }
    }),
  );
  return found.filter((process) => process?.ppid === parent) as { pid: number; command: string }[];
}
