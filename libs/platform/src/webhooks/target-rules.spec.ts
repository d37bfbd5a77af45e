import { webhookTargetProblem } from './target-rules';

const LOCAL = [
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://017700000001/',
  'https://127.0.0.1./',
  'https://127.255.255.254:8443/a',
  'https://0.0.0.0/',
  'https://0/',
  'https://10.0.0.1/',
  'https://10.255.255.255/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.0.0.192/',
  'https://192.168.1.1/',
  'https://198.18.0.1/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::127.0.0.1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[fc00::1]/',
  'https://[fd12:3456::1]/',
  'https://[fe80::1]/',
  'https://[ff02::1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://localhost/',
  'https://LOCALHOST/',
  'https://localhost./',
  'https://app.localhost/',
  'https://①②⑦.0.0.1/',
  'https://127。0。0。1/',
];

describe('the address of a webhook', () => {
  it.each(LOCAL)('leads into no private network: %s', (target) => {
    expect(webhookTargetProblem(target, { allowPrivate: false })).toBe(
      'must not lead into a private network',
    );
    expect(webhookTargetProblem(target, { allowPrivate: true })).toBeNull();
  });

  it.each([
    ['http://example.com/', 'must begin with https://'],
    ['ftp://example.com/', 'must begin with https://'],
    ['file:///etc/passwd', 'must begin with https://'],
    ['https://user:secret@example.com/', 'must not hold a user or a password'],
    ['https://127.0.0.1@example.com/', 'must not hold a user or a password'],
    ['https://example.com/#part', 'must not have a fragment'],
    ['/alarms', 'must be an absolute address such as https://example.com/alarms'],
    ['https://', 'must be an absolute address such as https://example.com/alarms'],
    ['https://256.1.1.1/', 'must be an absolute address such as https://example.com/alarms'],
  ])('is whole and safe: %s', (target, problem) => {
    expect(webhookTargetProblem(target, { allowPrivate: false })).toBe(problem);
  });

  it.each(['https://example.com/alarms?team=1', 'https://8.8.8.8/', 'https://[2606:4700::1111]:8443/x'])(
    'may be anywhere else: %s',
    (target) => expect(webhookTargetProblem(target, { allowPrivate: false })).toBeNull(),
  );

  it('is http only where private addresses are allowed', () => {
    expect(webhookTargetProblem('http://10.0.0.5:9000/', { allowPrivate: true })).toBeNull();
    expect(webhookTargetProblem('ws://10.0.0.5/', { allowPrivate: true })).toBe(
      'must begin with https:// or http://',
    );
  });
});
