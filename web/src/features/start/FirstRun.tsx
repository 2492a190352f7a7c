import { Tabs } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { CopyAction } from '../../ui/CopyAction';
import { clients } from './clients';
import styles from './start.module.css';

/** What a new owner sees: one changed address, and the first call appears here by itself. */
export function FirstRun() {
  const baseUrl = window.location.origin;
  return (
    <div className={styles.page}>
      <div className={styles.sheet}>
        <h1>Nothing recorded yet</h1>
        <p>Point a client at this server instead of its provider. Only the address changes: your key goes through and is never kept, and the answer comes back byte for byte.</p>
        <Tabs defaultValue={clients[0]?.id ?? null} keepMounted={false} variant="outline" >
          <Tabs.List className={styles.list}>
            {clients.map((client) => (
              <Tabs.Tab key={client.id} value={client.id}>
                {client.name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {clients.map((client) => (
            <Tabs.Panel key={client.id} value={client.id} className={styles.panel}>
              <div className={styles.bar}>
                <span>{client.file}</span>
                <CopyAction label="Copy the code" icon={IconCopy} getText={() => client.code(baseUrl)} />
              </div>
              <pre tabIndex={0} aria-label={`${client.name} code`}>
                <code>{client.code(baseUrl)}</code>
              </pre>
            </Tabs.Panel>
          ))}
        </Tabs>
        <p role="status" className={styles.waiting}>
          <span className={styles.pulse} aria-hidden />
          Waiting for the first call. It appears here by itself.
        </p>
      </div>
    </div>
  );
}
