import { cleanup, render, screen } from '@testing-library/react';
import axe from 'axe-core';
import type { Command } from '@coffee/contract/commands';
import { startI18n, switchLanguage } from '../../i18n/i18n';
import zh from '../../i18n/zh-CN.json';
import { CommandLadder, MiniLadder } from './command-ladder';

const AT = '2026-03-31T08:00:00.000Z';
const command = (parts: Partial<Command>) =>
  ({
    status: 'queued',
    attempts: 0,
    max_attempts: 5,
    issued_at: AT,
    expires_at: '2026-04-07T08:00:00.000Z',
    lease_until: null,
    sent_at: null,
    acknowledged_at: null,
    finished_at: null,
    last_error: null,
    last_error_code: null,
    late: false,
    held_for: null,
    cancel_requested: false,
    ...parts,
  }) as Command;
const step = (container: HTMLElement) => container.querySelector('[aria-current="step"]')?.textContent;

beforeAll(() => startI18n());

describe("a command's ladder on the page", () => {
  it('says what a waiting command waits for and until when it is good', () => {
    const { container } = render(<CommandLadder command={command({ held_for: 'paid_order' })} zone="UTC" />);
    expect(step(container)).toContain('Waits until a paid order is finished');
    expect(step(container)).toContain('Good until Apr 7, 08:00');
  });

  it('says which attempt is out and by when its result is expected', () => {
    const out = command({
      status: 'sent',
      sent_at: AT,
      attempts: 2,
      lease_until: '2026-03-31T08:05:00.000Z',
    });
    const { container } = render(<CommandLadder command={out} zone="UTC" />);
    expect(step(container)).toContain('Attempt 2 of 5 · A result is expected by 08:05');
  });

  it('says why it failed, and that the result came late', () => {
    const parts = {
      status: 'fail',
      sent_at: AT,
      finished_at: AT,
      last_error: 'E12 boiler',
      late: true,
    } as const;
    render(<CommandLadder command={command(parts)} zone="UTC" />);
    expect(screen.getByText(/E12 boiler · The result came after it had been given up/)).toBeTruthy();
  });

  it("says the server's reasons in the reader's language", async () => {
    await switchLanguage('zh-CN');
    const parts = {
      status: 'fail',
      finished_at: AT,
      last_error: 'no result',
      last_error_code: 'no_result',
    } as const;
    const { container } = render(<CommandLadder command={command(parts)} zone="UTC" />);
    const said = container.textContent;
    cleanup();
    await switchLanguage('en');
    expect(said).toContain(zh.commandError.no_result);
    expect(said).not.toContain('no result');
  });

  it('says in a row the same to those who do not see it', async () => {
    const { container } = render(
      <MiniLadder command={command({ status: 'sent', sent_at: AT })} zone="UTC" />,
    );
    const { violations } = await axe.run(container, {
      rules: { region: { enabled: false }, 'color-contrast': { enabled: false } },
    });
    expect(violations.map(({ id }) => id)).toEqual([]);
    expect(screen.getByRole('img').getAttribute('aria-label')).toContain('Result: Still to come');
  });
});
