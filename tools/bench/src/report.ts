import fs from 'node:fs';
import path from 'node:path';
import type { Slice } from './bench';
import type { MachineState } from './cpu';
import { root } from './programs';
import type { Target, Work, WorkResult } from './works/work';

export interface Measured extends WorkResult {
  work: Work;
  machine: MachineState;
}

const number = (value: number, digits: number): string =>
  Number.isFinite(value) ? value.toFixed(digits) : '-';
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

/** Null when the figure could not be taken here. */
export function passes({ value, atMost, atLeast }: Target): boolean | null {
  if (!Number.isFinite(value)) return null;
  return value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity);
}

export function linesOf({ work, figures, targets, notes, machine }: Measured): string[] {
  return [
    '',
    `${work.name}: ${work.title}`,
    row('', ['done/s', 'node ms', 'PG ms', 'p50 ms', 'p99 ms']),
    ...Object.entries(figures).map(([name, slice]) => row(name, cells(slice))),
    ...targets.map(verdict),
    ...notes.map((note) => `  ${note}`),
    `  machine: ${percent(machine.steal)} stolen, ${percent(machine.idle)} idle, load ${machine.load.toFixed(1)}`,
  ];
}

const row = (name: string, columns: string[]): string =>
  `  ${name.padEnd(18)}${columns.map((text) => text.padStart(10)).join('')}`;

const cells = ({ perSecond, node, postgres, p50, p99 }: Slice): string[] => [
  number(perSecond, 0),
  number(node, 3),
  number(postgres, 3),
  number(p50, 1),
  number(p99, 1),
];

function verdict(target: Target): string {
  const { name, value, atMost, atLeast, stretch } = target;
  const limit = atMost === undefined ? `at least ${number(atLeast ?? 0, 2)}` : `at most ${number(atMost, 2)}`;
  const word = { true: 'pass', false: 'FALLS SHORT', null: 'not measured' }[String(passes(target)) as 'true'];
  return `  ${name}: ${number(value, 2)} (${stretch ? 'stretch, ' : ''}${limit}) ${word}`;
}

/** For programs: bench/results.json, which git does not keep. */
export function writeResults(measured: Measured[]): string {
  const file = path.join(root, 'bench/results.json');
  const works = measured.map(({ work, figures, targets, notes, machine }) => ({
    work: work.name,
    title: work.title,
    figures,
    targets: targets.map((target) => ({ ...target, passes: passes(target) })),
    notes,
    machine,
  }));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const results = { measured_at: new Date().toISOString(), node: process.version, works };
  fs.writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  return path.relative(process.cwd(), file);
}
