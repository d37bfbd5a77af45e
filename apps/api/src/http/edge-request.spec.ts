import type { IncomingMessage } from 'node:http';
import { clientAddress } from './edge-request';

function request(remoteAddress: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
}

describe('clientAddress', () => {
  it('is the one of the connection when no proxy is trusted, whatever the client claims', () => {
    expect(clientAddress(request('192.0.2.1', '10.9.9.9'), 0)).toBe('192.0.2.1');
    expect(clientAddress(request('::ffff:192.0.2.1'), 0)).toBe('192.0.2.1');
  });

  it('is what the outermost trusted proxy saw, not what the client put before it', () => {
    expect(clientAddress(request('172.16.0.1', '6.6.6.6, 192.0.2.1'), 1)).toBe('192.0.2.1');
    expect(clientAddress(request('172.16.0.1', '6.6.6.6, 192.0.2.1, 172.16.0.2'), 2)).toBe('192.0.2.1');
  });

  it.each([undefined, '', 'unknown', '<script>'])('falls back to the connection for %p', (told) => {
    expect(clientAddress(request('172.16.0.1', told), 1)).toBe('172.16.0.1');
  });
});
