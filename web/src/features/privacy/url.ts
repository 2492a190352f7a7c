import { useSearchParams } from 'react-router';

export const tabs = ['policy', 'test', 'erase', 'report'] as const;
export type Tab = (typeof tabs)[number];

/** Only the tab is in the address: a text to try and a person to erase are nobody else's business. */
export function readTab(params: URLSearchParams): Tab {
  return tabs.find((t) => t === params.get('tab')) ?? 'policy';
}

export function writeTab(tab: Tab): URLSearchParams {
  return new URLSearchParams(tab === 'policy' ? {} : { tab });
}

export function useTab(): [Tab, (tab: Tab) => void] {
  const [params, setParams] = useSearchParams();
  return [readTab(params), (tab) => setParams(writeTab(tab))];
}
