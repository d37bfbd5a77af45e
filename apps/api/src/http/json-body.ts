import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { InvalidFormat, PayloadTooLarge } from '@coffee/platform/errors';
import type { BodyRules } from './body-rules';
import { parseJson } from './json-check';

const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*$/i;

/** The parsed body; undefined when there is none. Our own reader: body-parser costs more than all the rest of a heartbeat. */
export async function readJsonBody(request: IncomingMessage, rules: BodyRules): Promise<unknown> {
  const { headers } = request;
  const length = headers['content-length'];
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0'))
    return undefined;
  refuseOtherFormats(headers['content-type'], headers['content-encoding']);
  if (Number(length) > rules.maxBytes) throw tooLarge(rules);
  const bytes = await collect(request, rules);
  if (bytes.length === 0) return undefined;
  if (!rules.lenient && !isUtf8(bytes)) throw new InvalidFormat('The body is not valid UTF-8');
  return parseJson(bytes.toString('utf8'), rules);
}

/** The bytes as they came, for routes whose body is signed: no rule of ours about its format holds there. */
export async function readRawBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const rules: BodyRules = { maxBytes, maxKeys: 0, lenient: true };
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge(rules);
  return collect(request, rules);
}

function refuseOtherFormats(type: string | undefined, encoding: string | undefined): void {
  if (type === undefined || !JSON_TYPE.test(type)) {
    throw new InvalidFormat('The body must be JSON: send it with Content-Type: application/json');
  }
  if (encoding !== undefined && encoding !== 'identity')
    throw new InvalidFormat('The body must not be compressed');
}

function tooLarge({ maxBytes }: BodyRules): PayloadTooLarge {
  return new PayloadTooLarge(`The body may have at most ${maxBytes} bytes`, {
    details: { max_bytes: maxBytes },
  });
}

/** A body that trickles in holds a connection and nothing else: the server's own limit is that of uploads. */
const ARRIVES_WITHIN_MS = 30_000;

function collect(request: IncomingMessage, rules: BodyRules): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const cut = setTimeout(() => request.destroy(), ARRIVES_WITHIN_MS);
    request.once('close', () => clearTimeout(cut));
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= rules.maxBytes) chunks.push(chunk);
      else {
        // The rest flows by unread, so that a client in the middle of its upload still gets to read the answer.
        request.off('data', onData);
        request.resume();
        reject(tooLarge(rules));
      }
    };
    request.on('data', onData);
    request.once('end', () => {
      clearTimeout(cut);
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    request.once('error', () => reject(new InvalidFormat('The body did not arrive whole')));
  });
}
