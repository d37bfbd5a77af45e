import { readOptions, UsageError } from './options';

describe('the command line of the simulator', () => {
  it('has defaults that fit the demo', () => {
    expect(readOptions([])).toMatchObject({
      devices: 20,
      speed: 1,
      prefix: 'CM-',
      duration: null,
      rate: null,
    });
  });

  it('reads what is given', () => {
    const args = ['--devices', '3', '--speed', '60', '--seed', '9', '--rate', '50', '--enrolment-token', 'T'];
    expect(readOptions(args)).toMatchObject({
      devices: 3,
      speed: 60,
      seed: 9,
      rate: 50,
      enrolmentToken: 'T',
    });
  });

  it('asks for nothing but help', () => expect(readOptions(['--help'])).toBeNull());

  it.each([
    [['--devices', '0']],
    [['--devices', '1.5']],
    [['--speed', 'fast']],
    [['--url', 'ftp://x']],
    [['--prefix', '-']],
    [['--plan', 'some']],
    [['--colour', 'blue']],
    [['stray']],
  ])('refuses %p', (args) => expect(() => readOptions(args)).toThrow(UsageError));
});
