import 'reflect-metadata';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router/dom';
import 'bootstrap/dist/css/bootstrap.min.css';
import './ui/styles/tokens.css';
import './ui/styles/base.css';
import './ui/styles/shell.css';
import './ui/styles/parts.css';
import './ui/styles/table.css';
import './ui/styles/pages.css';
import './ui/styles/commands.css';
import './ui/styles/stock.css';
import './ui/styles/palette.css';
import './ui/styles/people.css';
import './ui/styles/enrolment.css';
import './ui/styles/hours.css';
import { createQueryClient } from './api/query-client';
import { router } from './app/router';
import { startI18n } from './i18n/i18n';

async function start(): Promise<void> {
  await startI18n();
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={createQueryClient()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
