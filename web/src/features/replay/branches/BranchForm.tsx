import { Autocomplete, Button, Checkbox, PasswordInput, SegmentedControl, Select, Switch, Textarea } from '@mantine/core';
import { IconGitBranch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldsQuery } from '../../../api/fields';
import type { SessionTree } from '../../../api/types';
import { Obstacle } from '../Obstacle';
import { ParameterRows } from '../ParameterRows';
import { providersQuery } from '../queries';
import { emptyOrder, isReady, modes, orderOf, type Order } from './order';
import { useStartBranch } from './queries';
import form from '../form.module.css';
import styles from './branches.module.css';

interface Props {
  id: string;
  tree: SessionTree;
  providerKey: string;
  onKeyChanged: (key: string) => void;
  onStarted: (branch: string) => void;
}

/** From which turn on a session is asked again, and what is different then. */
export function BranchForm({ id, tree, providerKey, onKeyChanged, onStarted }: Props) {
  const [order, setOrder] = useState<Order>(emptyOrder);
  const set = (change: Partial<Order>) => setOrder((before) => ({ ...before, ...change }));
  const providers = useQuery(providersQuery);
  const models = useQuery(fieldsQuery).data?.find((field) => field.name === 'model')?.values ?? [];
  const start = useStartBranch(id);
  const turns = tree.turns.map(({ turn, prompt }) => ({ value: String(turn), label: `${turn}: ${(prompt ?? '').slice(0, 60)}` }));
  const send = () => start.mutate({ order: orderOf(order), key: providerKey }, { onSuccess: (branch) => onStarted(branch.branch_id) });
  return (
    <form className={form.form} aria-label="Replay session" onSubmit={(event) => (event.preventDefault(), send())}>
      <div>
        <SegmentedControl fullWidth aria-label="How" data={[...modes]} value={order.mode} onChange={(value) => set({ mode: value === 'free' ? 'free' : 'pinned' })} />
        <p className={styles.hint}>
          {order.mode === 'pinned' ? 'Each turn is asked on the recorded history, so that every difference is that turn’s own.' : 'Each turn builds on the new answers, as it would have gone on. Tools answer from the record.'}
        </p>
      </div>
      <Select label="From turn" allowDeselect={false} data={turns} value={String(order.fromTurn)} onChange={(value) => set({ fromTurn: Number(value ?? 1) })} />
      <div className={form.pair}>
        <Select label="Provider" placeholder="as recorded" clearable clearButtonProps={{ 'aria-label': 'As recorded' }} data={providers.data ?? []} value={order.provider === '' ? null : order.provider} onChange={(provider) => set({ provider: provider ?? '' })} />
        <Autocomplete label="Model" placeholder="as recorded" spellCheck={false} data={[...models]} limit={12} value={order.model} onChange={(model) => set({ model })} />
      </div>
      <Textarea label={`Prompt of turn ${order.fromTurn}`} placeholder={tree.turns[order.fromTurn - 1]?.prompt ?? 'as recorded'} description="As recorded when empty." dir="auto" rows={3} resize="vertical" value={order.prompt} onChange={(event) => set({ prompt: event.currentTarget.value })} />
      <Checkbox label="Another system prompt" checked={order.system !== undefined} onChange={(event) => set({ system: event.currentTarget.checked ? '' : undefined })} />
      {order.system !== undefined && <Textarea aria-label="System prompt" placeholder="An empty text takes it away." dir="auto" rows={4} resize="vertical" value={order.system} onChange={(event) => set({ system: event.currentTarget.value })} />}
      <div role="group" aria-label="Parameters">
        <p className={styles.label}>Parameters</p>
        <ParameterRows rows={order.parameters} onChange={(parameters) => set({ parameters })} />
      </div>
      {order.mode === 'free' && tree.tools.length > 0 && (
        <fieldset className={styles.tools}>
          <legend>Tools that are asked anew</legend>
          <p className={styles.hint}>The others answer from the record. A tool may do something: ask it anew only when that may happen twice.</p>
          {tree.tools.map((tool) => (
            <Switch key={tool} size="sm" label={tool} checked={order.liveTools.includes(tool)} onChange={(event) => set({ liveTools: event.currentTarget.checked ? [...order.liveTools, tool] : order.liveTools.filter((one) => one !== tool) })} />
          ))}
        </fieldset>
      )}
      <details className={form.more}>
        <summary>Key of the provider</summary>
        <PasswordInput size="sm" label="Key" description="For a provider for which the server has none. It stays in this window, and is neither recorded nor logged." autoComplete="off" value={providerKey} visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }} onChange={(event) => onKeyChanged(event.currentTarget.value)} />
      </details>
      {start.error !== null && <Obstacle error={start.error} />}
      <div className={form.send}>
        <Button type="submit" loading={start.isPending} disabled={!isReady(order) || tree.turns.length === 0} leftSection={<IconGitBranch size={16} aria-hidden />}>
          Replay {tree.turns.length - order.fromTurn + 1} {tree.turns.length === order.fromTurn ? 'turn' : 'turns'}
        </Button>
      </div>
    </form>
  );
}
