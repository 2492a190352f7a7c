import { Tabs } from '@mantine/core';
import { Erase } from './Erase';
import { Policy } from './Policy';
import { Report } from './Report';
import { TestBench } from './TestBench';
import { tabs, useTab, type Tab } from './url';
import styles from './privacy.module.css';

const tabNames: Record<Tab, string> = { policy: 'Policy', test: 'Test bench', erase: 'Erase', report: 'Report' };

/** What is recorded and in what form, what a text would leave behind, erasure, and the report of it all. */
export function PrivacyPage() {
  const [tab, setTab] = useTab();
  return (
    <div className={styles.page}>
      <title>Privacy · Reprise</title>
      <Tabs className={styles.tabs} value={tab} keepMounted={false} onChange={(value) => setTab(tabs.find((t) => t === value) ?? 'policy')}>
        <Tabs.List className={styles.tabList} aria-label="Privacy">
          {tabs.map((t) => (
            <Tabs.Tab key={t} value={t}>
              {tabNames[t]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="policy" className={styles.panel}>
          <Policy />
        </Tabs.Panel>
        <Tabs.Panel value="test" className={styles.panel}>
          <TestBench />
        </Tabs.Panel>
        <Tabs.Panel value="erase" className={styles.panel}>
          <Erase />
        </Tabs.Panel>
        <Tabs.Panel value="report" className={styles.panel}>
          <Report />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
