// A line of a task's log in the reader's language: by its code, with its figures; what nobody has translated as it came.
import { useTranslation } from 'react-i18next';
import type { TaskLogLine } from '@coffee/contract/tasks';
import { useFormat, type Format } from '../../i18n/format';
import { useOpenWord } from '../../i18n/open-word';
import { bytesText } from '../../ui/tasks/task-parts';

type Words = ReturnType<typeof useOpenWord>;

function told(format: Format, word: Words, name: string, value: unknown): string {
  if (name === 'step') return word('taskStep', String(value));
  if (name === 'size') return bytesText(format, Number(value));
  if (name === 'seconds') return format.duration(Number(value));
  if (name === 'percent') return format.percent(Number(value) / 100, 0);
  return typeof value === 'number' ? format.number(value) : String(value);
}

export function useLineText(): (line: Pick<TaskLogLine, 'code' | 'message' | 'details'>) => string {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const word = useOpenWord();
  return ({ code, message, details }) => {
    const key = `tasks.log.line.${code}`;
    if (!i18n.exists(key)) return message;
    const values = Object.fromEntries(
      Object.entries(details).map(([name, value]) => [name, told(format, word, name, value)]),
    );
    return t(key as never, { defaultValue: message, ...values });
  };
}
