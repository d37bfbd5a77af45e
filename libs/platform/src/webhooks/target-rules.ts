import { BlockList, isIP } from 'node:net';

/** What no receiver on the internet has for an address; the agent that connects knows them all, and asks no list of ours. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv6');

const LOCAL_NAME = /(^|\.)localhost\.?$/i;

/**
 * What is wrong with an address of a webhook, or null. It looks at what is written; names are looked up, and their
 * addresses judged, at each connection.
 */
export function webhookTargetProblem(
  target: string,
  { allowPrivate }: { allowPrivate: boolean },
): string | null {
  const url = URL.canParse(target) ? new URL(target) : null;
  if (!url) return 'must be an absolute address such as https://example.com/alarms';
  return schemeProblem(url, allowPrivate) ?? partsProblem(url) ?? placeProblem(url, allowPrivate);
}

function schemeProblem({ protocol }: URL, allowPrivate: boolean): string | null {
  if (protocol === 'https:' || (allowPrivate && protocol === 'http:')) return null;
  return allowPrivate ? 'must begin with https:// or http://' : 'must begin with https://';
}

function partsProblem({ username, password, hash }: URL): string | null {
  if (username || password) return 'must not hold a user or a password';
  return hash ? 'must not have a fragment' : null;
}

function placeProblem({ hostname }: URL, allowPrivate: boolean): string | null {
  return !allowPrivate && isPrivateHost(hostname) ? 'must not lead into a private network' : null;
}

/** The host as the URL standard writes it: `0x7f.1` has become `127.0.0.1` by then. */
function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  if (family === 0) return LOCAL_NAME.test(host);
  return PRIVATE.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
