import { Navigate, type RouteObject } from 'react-router';
import { InteractionsPage } from '../features/interactions/InteractionsPage';
import { FirstRun } from '../features/start/FirstRun';
import { Fault, NotFound } from './layout/Fault';
import { Shell } from './layout/Shell';

/** Every page by its address. The list is what people come for and is loaded at once; the rest when it is needed. */
export const routes: RouteObject[] = [
  {
    element: <Shell />,
    children: [
      {
        errorElement: <Fault />,
        hydrateFallbackElement: <></>,
        children: [
          { index: true, element: <Navigate to="/interactions" replace /> },
          {
            path: 'interactions',
            element: <InteractionsPage firstRun={<FirstRun />} />,
            children: [{ path: ':id', lazy: async () => ({ Component: (await import('./InteractionRoute')).InteractionRoute }) }],
          },
          { path: 'interactions/:id/replay', lazy: async () => ({ Component: (await import('../features/replay/ReplayPage')).ReplayPage }) },
          { path: 'sessions', lazy: async () => ({ Component: (await import('../features/sessions/SessionsPage')).SessionsPage }) },
          { path: 'sessions/:id', lazy: async () => ({ Component: (await import('./SessionRoute')).SessionRoute }) },
          { path: 'sessions/:id/replay', lazy: async () => ({ Component: (await import('../features/replay/branches/SessionReplayPage')).SessionReplayPage }) },
          { path: 'replay', lazy: async () => ({ Component: (await import('../features/replay/runs/RunsPage')).RunsPage }) },
          { path: 'replay/new', lazy: async () => ({ Component: (await import('../features/replay/runs/StartPage')).StartPage }) },
          { path: 'replay/runs/:id', lazy: async () => ({ Component: (await import('../features/replay/runs/RunPage')).RunPage }) },
          { path: 'cache', lazy: async () => ({ Component: (await import('../features/cache/CachePage')).CachePage }) },
          { path: 'privacy', lazy: async () => ({ Component: (await import('../features/privacy/PrivacyPage')).PrivacyPage }) },
          { path: 'audit', lazy: async () => ({ Component: (await import('../features/audit/AuditPage')).AuditPage }) },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
];
