// The payment sandbox of `npm start`: where no provider is configured it stands in for all of them, never in production.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StackError } from './processes.mjs';

const READY_WITHIN_MS = 60_000;
const PROVIDER_VARIABLE = /^(WECHAT|ALIPAY|STRIPE)_/;

export function wantsPaymentSandbox(env) {
  const isConfigured = Object.entries(env).some(([name, value]) => PROVIDER_VARIABLE.test(name) && value);
  return env.NODE_ENV !== 'production' && !isConfigured;
}

/** The variables that lead to the sandbox on this port, once it listens there. */
export async function paymentEnvironment(state, port, signal) {
  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until && !signal.aborted) {
    const env = written(path.join(state, 'environment.json'));
    if (env.STRIPE_BASE_URL === url && (await answers(url))) return env;
    await sleep(100);
  }
  throw new StackError('the payment sandbox does not start');
}

function written(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

async function answers(url) {
  try {
    return (await fetch(`${url}/_sandbox/health`)).ok;
  } catch {
    return false;
  }
}
