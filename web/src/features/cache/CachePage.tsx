import { Select, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { RangePicker } from '../../ui/filter/RangePicker';
import { Entries } from './Entries';
import { Explain } from './Explain';
import { Overview } from './Overview';
import { policiesQuery } from './queries';
import { tabs, usePageState, type Tab } from './url';
import styles from './cache.module.css';

const tabNames: Record<Tab, string> = { overview: 'Overview', entries: 'Entries', explain: 'Explain' };

/** What the cache did, what it holds, and why it decides as it does. */
export function CachePage() {
  const [state, change] = usePageState();
  const { tab, view, policy } = state;
  const policies = useQuery(policiesQuery);
  const names = policies.data?.items.map((item) => item.name) ?? [];
  return (
    <div className={styles.page}>
      <title>Cache · Reprise</title>
      <Tabs className={styles.tabs} value={tab} keepMounted={false} onChange={(value) => change({ tab: tabs.find((t) => t === value) ?? 'overview' })}>
        <div className={styles.bar}>
          <Tabs.List className={styles.tabList} aria-label="Cache">
            {tabs.map((t) => (
              <Tabs.Tab key={t} value={t}>
                {tabNames[t]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tab !== 'explain' && (
            <div className={styles.choices}>
              <Select
                size="sm"
                className={styles.policyChoice}
                aria-label="Policy"
                placeholder="All policies"
                clearable
                clearButtonProps={{ 'aria-label': 'All policies' }}
                data={policy === '' || names.includes(policy) ? names : [...names, policy]}
                value={policy === '' ? null : policy}
                onChange={(chosen) => change({ policy: chosen ?? '' })}
              />
              <RangePicker range={view.range} onChosen={(range) => change({ view: { ...view, range } })} />
            </div>
          )}
        </div>
        <Tabs.Panel value="overview" className={styles.panel}>
          <Overview range={view.range} policy={policy} />
        </Tabs.Panel>
        <Tabs.Panel value="entries" className={styles.panel}>
          <Entries view={view} policy={policy} onFiltered={(q) => change({ view: { ...view, q } })} />
        </Tabs.Panel>
        <Tabs.Panel value="explain" className={styles.panel}>
          <Explain key={state.id} id={state.id} policies={names} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
