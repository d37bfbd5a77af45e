import { useLayoutEffect, useRef, useState, type UIEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TaskLogLine, TaskLogPage } from '@coffee/contract/tasks';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { SkeletonLines } from '../../ui/skeleton';
import { TimeText } from '../../ui/time-text';
import { useLineText } from './log-words';
import { taskLogQuery, useEarlierLines } from './tasks.queries';

/** How often it is asked while the task goes on: a lost event must not hold lines back. */
const WATCH_MS = 10_000;
/** From the end, still taken for the end. */
const NEAR_PX = 24;

export function TaskLog({ taskId, isActive }: { taskId: string; isActive: boolean }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    ...taskLogQuery(taskId),
    refetchInterval: isActive ? WATCH_MS : false,
  });
  return (
    <Card title={t('tasks.log.title')} actions={data && data.log.last_line > 0 && <LineCount page={data} />}>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <SkeletonLines count={6} />}
      {data && data.items.length > 0 && <Lines taskId={taskId} page={data} />}
      {data?.items.length === 0 && <NoLines page={data} isActive={isActive} />}
    </Card>
  );
}

/** How many lines there are, and how many of the oldest are gone. */
function LineCount({ page: { log, items } }: { page: TaskLogPage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [count, first] = [log.last_line, items[0]?.line ?? log.first_line];
  const dropped = log.expired ? 0 : Math.max(0, Math.min(log.first_line, first) - 1);
  return (
    <span className="meta">
      {t('tasks.log.lines', { count, total: format.number(count) })}
      {dropped > 0 && ` · ${t('tasks.log.dropped', { count: dropped, total: format.number(dropped) })}`}
    </span>
  );
}

function NoLines({ page: { log }, isActive }: { page: TaskLogPage; isActive: boolean }) {
  const { t } = useTranslation();
  if (log.expired)
    return (
      <EmptyState icon="clock-history" title={t('tasks.log.expired')} text={t('tasks.log.expiredText')} />
    );
  return <p className="meta mb-0">{t(isActive ? 'tasks.notBegun' : 'tasks.log.none')}</p>;
}

function Lines({ taskId, page }: { taskId: string; page: TaskLogPage }) {
  const { t } = useTranslation();
  const earlier = useEarlierLines(taskId);
  const { box, atEnd, onScroll, toEnd } = useTail(page.items);
  const first = page.items[0]?.line ?? 1;
  return (
    <div className="task-log-frame">
      {page.has_earlier && (
        <button
          type="button"
          className="btn btn-plain btn-dense"
          disabled={earlier.isPending}
          onClick={() => earlier.mutate(first)}
        >
          {t('tasks.log.earlier')}
        </button>
      )}
      {/* Scrolls by itself, so it must be reachable by keyboard. */}
      <div
        ref={box}
        className="task-log"
        role="log"
        aria-label={t('tasks.log.title')}
        tabIndex={0}
        onScroll={onScroll}
      >
        <ol>
          {page.items.map((line) => (
            <Line key={line.line} line={line} />
          ))}
        </ol>
      </div>
      {!atEnd && (
        <button type="button" className="btn btn-plain btn-dense" onClick={toEnd}>
          {t('tasks.log.toEnd')}
        </button>
      )}
    </div>
  );
}

function Line({ line }: { line: TaskLogLine }) {
  const { t } = useTranslation();
  const text = useLineText();
  return (
    <li value={line.line} className={`log-${line.level}`}>
      <TimeText at={line.at} mode="full" />
      {line.level !== 'info' && <strong>{t(`tasks.log.level.${line.level}`)}</strong>}
      <span>{text(line)}</span>
    </li>
  );
}

/** Follows the end while the reader is there; lines that come in front do not move what is being read. */
function useTail(items: TaskLogLine[]) {
  const box = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const before = useRef({ first: 0, height: 0 });
  const first = items[0]?.line ?? 0;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    if (atEnd) element.scrollTop = element.scrollHeight;
    else if (first < before.current.first) element.scrollTop += element.scrollHeight - before.current.height;
    before.current = { first, height: element.scrollHeight };
  }, [items, first, atEnd]);
  const onScroll = ({ currentTarget: { scrollTop, clientHeight, scrollHeight } }: UIEvent) =>
    setAtEnd(scrollHeight - scrollTop - clientHeight <= NEAR_PX);
  const toEnd = () => setAtEnd(true);
  return { box, atEnd, onScroll, toEnd };
}
