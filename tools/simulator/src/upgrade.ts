import { createHash } from 'node:crypto';
import type { CommandOutcome } from '@coffee/device-sdk/command-loop';
import type { Machine } from './machine';

const DOWNLOAD_TIMEOUT_MS = 30_000;

type Payload = Record<string, unknown>;

const fail = (error: string): CommandOutcome => ({ status: 'fail', error });

/** Fetches a package as the first-generation kiosk does, without headers and redirects, and installs it when it is whole. */
export async function upgrade(payload: Payload, machine: Machine): Promise<CommandOutcome> {
  const { package_url: url, package_hash: hash, version } = payload;
  if (typeof url !== 'string' || typeof hash !== 'string') return fail('Missing required upgrade parameters');
  const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
  if (answer.status !== 200) return fail(`Download answered ${answer.status}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!isWhole(bytes, payload)) return fail('Package hash does not match');
  return machine.exclusive(async () => {
    await machine.spend(20_000);
    const installed = payload.package_type === 'recipes' ? await machine.menu.install(bytes) : null;
    return { status: 'success', payload: { version, bytes: bytes.length, recipes: installed } };
  });
}

function isWhole(bytes: Buffer, { package_hash: md5, sha256 }: Payload): boolean {
  const digest = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
  return digest('md5') === md5 && (typeof sha256 !== 'string' || digest('sha256') === sha256);
}
