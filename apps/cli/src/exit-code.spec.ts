import { ConfigError } from '@coffee/platform/config';
import { Conflict, ValidationFailed } from '@coffee/platform/errors';
import { outcomeOf } from './exit-code';
import { CommandFailed, UsageError } from './failures';

const commander = (code: string, exitCode: number) =>
  Object.assign(new Error('said already'), { code, exitCode });

describe('outcomeOf', () => {
  it('ends with 0 after help and version', () => {
    expect(outcomeOf(commander('commander.helpDisplayed', 0))).toEqual({ code: 0, message: null });
    expect(outcomeOf(commander('commander.version', 0))).toEqual({ code: 0, message: null });
  });

  it('ends with 2 after wrong usage', () => {
    expect(outcomeOf(commander('commander.unknownOption', 1)).code).toBe(2);
    expect(outcomeOf(new UsageError('--days must be …'))).toEqual({ code: 2, message: '--days must be …' });
    const issues = [{ field: 'email', rule: 'isEmail', message: 'email must be an email' }];
    expect(outcomeOf(new ValidationFailed(issues))).toEqual({
      code: 2,
      message: 'email: email must be an email',
    });
  });

  it('ends with 1 when the command failed, and says no more than the message', () => {
    expect(outcomeOf(new CommandFailed('not built'))).toEqual({ code: 1, message: 'not built' });
    expect(outcomeOf(new Conflict('exists already'))).toEqual({ code: 1, message: 'exists already' });
    expect(outcomeOf(new ConfigError(['PORT: must be …']))).toEqual({ code: 1, message: 'PORT: must be …' });
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    expect(outcomeOf(refused)).toEqual({
      code: 1,
      message: 'The database cannot be reached: connect ECONNREFUSED 127.0.0.1:1',
    });
  });

  it('shows where a bug is', () => {
    expect(outcomeOf(new TypeError('bug')).message).toContain('exit-code.spec');
  });
});
