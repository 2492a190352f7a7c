import { ActionIcon, Skeleton, Tabs, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Interaction } from '../../api/types';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { JsonValue } from '../../ui/JsonValue';
import { Conversation } from './Conversation';
import { DetailHeader } from './DetailHeader';
import { FactList } from './FactList';
import { interactionQuery } from './queries';
import { RawBodyView } from './RawBodyView';
import { tabs, usePageState, usePaths, type Tab } from './url';
import styles from './detail.module.css';

const tabNames: Record<Tab, string> = { conversation: 'Conversation', request: 'Request', response: 'Response', record: 'Record' };

interface Props {
  /** What another part of the product has to say of the interaction; below its figures. */
  renderNote: (interaction: Interaction) => ReactNode;
}

/** One interaction, opened beside the list. */
export function DetailPanel({ renderNote }: Props) {
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const paths = usePaths();
  const interaction = useQuery(interactionQuery(id));
  const close = () => void navigate(paths.list);
  useHotkeys([['Escape', close]]);
  return (
    <section className={styles.panel} aria-label="Interaction">
      <Tooltip label="Close (Esc)" withArrow>
        <ActionIcon className={styles.close} variant="subtle" color="gray" aria-label="Close" onClick={close}>
          <IconX size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      {interaction.isPending ? (
        <div className={styles.loading} aria-busy="true" aria-label="Loading the interaction">
          <Skeleton height={20} width="45%" />
          <Skeleton height={14} width="70%" mt="sm" />
          <Skeleton height={120} mt="xl" />
          <Skeleton height={200} mt="md" />
        </div>
      ) : interaction.isError ? (
        <ErrorNotice error={interaction.error} onRetried={() => void interaction.refetch()} />
      ) : (
        <Detail key={id} id={id} interaction={interaction.data} note={renderNote(interaction.data)} />
      )}
    </section>
  );
}

function Detail({ id, interaction, note }: { id: string; interaction: Interaction; note: ReactNode }) {
  const [{ tab }, change] = usePageState();
  return (
    <>
      <DetailHeader id={id} interaction={interaction} note={note} />
      <Tabs
        className={styles.tabs}
        value={tab}
        keepMounted={false}
        onChange={(value) => change({ tab: tabs.find((t) => t === value) ?? 'conversation' })}
      >
        <Tabs.List className={styles.tabList}>
          {tabs.map((t) => (
            <Tabs.Tab key={t} value={t}>
              {tabNames[t]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="conversation" className={styles.content}>
          <Conversation interaction={interaction} />
          <FactList facts={interaction.facts ?? []} />
        </Tabs.Panel>
        <Tabs.Panel value="request" className={styles.content}>
          <RawBodyView id={id} side="request" />
        </Tabs.Panel>
        <Tabs.Panel value="response" className={styles.content}>
          <RawBodyView id={id} side="response" />
        </Tabs.Panel>
        <Tabs.Panel value="record" className={styles.content}>
          <div className={styles.padded}>
            <JsonValue value={interaction} />
          </div>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
