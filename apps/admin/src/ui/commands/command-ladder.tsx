import { useTranslation } from 'react-i18next';
import type { Command } from '@coffee/contract/commands';
import { useFormat } from '../../i18n/format';
import { StatusMark } from '../status-mark';
import { TimeText } from '../time-text';
import { useCommandReason } from './command-reason';
import { stepsOf, type Step } from './command-steps';

function useStepWord(): (step: Step) => string {
  const { t } = useTranslation();
  return ({ key, outcome }) => (outcome ? t(`commandState.${outcome}`) : t(`commandStep.${key}`));
}

/** The rungs in one line, for rows of a list. */
export function MiniLadder({ command, zone }: { command: Command; zone?: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useStepWord();
  const said = (step: Step) => {
    const when = step.at ? format.dateTime(step.at, zone) : t(`commandStepState.${step.state}`);
    return `${word(step)}: ${when}`;
  };
  const steps = stepsOf(command);
  return (
    <span className="mini-ladder" role="img" aria-label={steps.map(said).join(', ')}>
      {steps.map((step) => (
        <span key={step.key} className={`rung rung-${step.state} tone-${step.tone}`} title={said(step)} />
      ))}
    </span>
  );
}

/** The whole way of a command, with the time of each rung and what holds it. */
export function CommandLadder({ command, zone }: { command: Command; zone?: string | undefined }) {
  const { t } = useTranslation();
  const word = useStepWord();
  return (
    <ol className="timeline" aria-label={t('commands.ladder')}>
      {stepsOf(command).map((step) => (
        <li key={step.key} aria-current={step.state === 'now' ? 'step' : undefined}>
          <StatusMark tone={step.tone} />
          <div>
            <div className="spread">
              <span className={step.state === 'ahead' || step.state === 'skipped' ? 'muted' : 'cell-main'}>
                {word(step)}
              </span>
              <span className="meta">
                {step.at ? (
                  <TimeText at={step.at} zone={zone} mode="full" />
                ) : (
                  t(`commandStepState.${step.state}`)
                )}
              </span>
            </div>
            <StepNote step={step} command={command} zone={zone} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function StepNote({ step, command, zone }: { step: Step; command: Command; zone?: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reason = useCommandReason();
  const notes: (string | false | null)[] = [];
  if (step.key === 'queued' && step.state === 'now') {
    notes.push(
      command.held_for && t(`holdReason.${command.held_for}`),
      t('commands.expires', { time: format.dateTime(command.expires_at, zone) }),
    );
  }
  if (step.key === 'sent' && command.attempts > 0) {
    notes.push(t('commands.attempt', { attempt: command.attempts, max: command.max_attempts }));
  }
  if (step.state === 'now' && command.lease_until) {
    notes.push(t('commands.lease', { time: format.time(command.lease_until, zone) }));
  }
  if (step.key === 'result') {
    notes.push(reason(command.last_error, command.last_error_code));
    notes.push(command.late && t('commands.lateLong'));
    notes.push(command.cancel_requested && !step.outcome && t('commands.cancelRequested'));
  }
  const said = notes.filter((note): note is string => Boolean(note));
  return said.length > 0 ? <div className="meta">{said.join(' · ')}</div> : null;
}
