// Time on the processor, as the kernel counts it: other people's load hardly moves it, unlike the clock on the wall.
import fs from 'node:fs';
import { loadavg } from 'node:os';

/** Linux counts in hundredths of a second towards programs, whatever its own tick is. */
const MS_PER_TICK = 10;

interface Stat {
  parent: number;
  own: number;
  ofEndedChildren: number;
}

function readStat(pid: number | string): Stat | null {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = (index: number): number => Number(fields[index]);
    return {
      parent: ticks(1),
      own: (ticks(11) + ticks(12)) * MS_PER_TICK,
      ofEndedChildren: (ticks(13) + ticks(14)) * MS_PER_TICK,
    };
  } catch {
    return null;
  }
}

export const canMeasureCpu = (): boolean => readStat(process.pid) !== null;

/** Milliseconds that a process has used. */
export const processCpu = (pid: number): number => readStat(pid)?.own ?? 0;

export const parentOf = (pid: number): number | null => readStat(pid)?.parent ?? null;

export function nameOf(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Milliseconds that a server and all the processes it ever started have used, those that have ended included. */
export function familyCpu(pid: number): number {
  const leader = readStat(pid);
  if (!leader) return 0;
  let total = leader.own + leader.ofEndedChildren;
  for (const entry of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readStat(entry);
    if (stat?.parent === pid) total += stat.own + stat.ofEndedChildren;
  }
  return total;
}

interface MachineTicks {
  total: number;
  steal: number;
  idle: number;
}

function machineTicks(): MachineTicks {
  try {
    const [line = ''] = fs.readFileSync('/proc/stat', 'utf8').split('\n', 1);
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
    const total = ticks.reduce((sum, value) => sum + value, 0);
    return { total, steal: ticks[7] ?? 0, idle: (ticks[3] ?? 0) + (ticks[4] ?? 0) };
  } catch {
    return { total: 0, steal: 0, idle: 0 };
  }
}

export interface MachineState {
  /** Share of the time that the host gave to somebody else. */
  steal: number;
  idle: number;
  /** Of the last minute. */
  load: number;
}

/** Begins to watch the machine; the answer ends it. */
export function watchMachine(): () => MachineState {
  const before = machineTicks();
  return () => {
    const after = machineTicks();
    const share = (part: 'steal' | 'idle'): number =>
      (after[part] - before[part]) / Math.max(1, after.total - before.total);
    return { steal: share('steal'), idle: share('idle'), load: loadavg()[0] ?? 0 };
  };
}
