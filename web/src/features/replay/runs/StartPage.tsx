import { Autocomplete, Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronLeft, IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { fieldsQuery } from '../../../api/fields';
import { ApiError } from '../../../api/problem';
import { formatUsd, plural } from '../../../lib/format';
import { bounds, readView } from '../../../lib/view';
import { RangePicker } from '../../../ui/filter/RangePicker';
import { Obstacle } from '../Obstacle';
import { ParameterRows } from '../ParameterRows';
import { providersQuery } from '../queries';
import { AmountInput } from './AmountInput';
import { EvaluatorRows } from './EvaluatorRows';
import { emptyPlan, isReady, requestOf, type Plan } from './plan';
import { evaluatorsQuery, selectionQuery, useStart, type Selection } from './queries';
import page from '../page.module.css';
import form from './plan.module.css';
import styles from './runs.module.css';

const settleMs = 400;

/** Writes a run down. How much it would send is said before it is sent. */
export function StartPage() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const [plan, setPlan] = useState<Plan>(() => ({ ...emptyPlan, filter: params.get('q') ?? 'kind:llm status:success', range: readView(params).range }));
  const set = (change: Partial<Plan>) => setPlan((before) => ({ ...before, ...change }));
  const [filter] = useDebouncedValue(plan.filter, settleMs);
  // Counted back from one moment, so that the span stays the same between two looks.
  const span = useMemo(() => bounds(plan.range, new Date()), [plan.range]);
  const selection = useQuery(selectionQuery(filter, span));
  const providers = useQuery(providersQuery);
  const evaluators = useQuery(evaluatorsQuery);
  const models = useQuery(fieldsQuery).data?.find((field) => field.name === 'model')?.values ?? [];
  const start = useStart();
  const count = selection.data === undefined ? undefined : Math.min(selection.data.count, plan.limit ?? selection.data.count);
  // Nothing is sent that was not counted: the count may be of the filter before.
  const isCounted = count !== undefined && plan.filter === filter && !selection.isFetching;
  const mistake = selection.error instanceof ApiError && selection.error.status === 400 ? selection.error.message : undefined;
  const send = () => start.mutate(requestOf(plan, new Date()), { onSuccess: (run) => void navigate(`/replay/runs/${encodeURIComponent(run.id)}`) });
  return (
    <div className={styles.page}>
      <title>Start a run · Reprise</title>
      <div className={styles.scroll}>
        <header className={styles.head}>
          <Link className={page.crumb} to="/replay">
            <IconChevronLeft size={15} aria-hidden /> Replay runs
          </Link>
          <h1>Start a run</h1>
        </header>
        <form className={form.plan} aria-label="Run" onSubmit={(event) => (event.preventDefault(), isCounted && send())}>
          <fieldset>
            <legend>Which calls</legend>
            <div className={form.inline}>
              <TextInput className={form.grow} label="Filter" description="In the language of searches. Replays are left out unless it asks for them." spellCheck={false} autoComplete="off" error={mistake} value={plan.filter} onChange={(event) => set({ filter: event.currentTarget.value })} />
              <RangePicker range={plan.range} onChosen={(range) => set({ range })} />
            </div>
            <AmountInput className={form.narrow} label="At most" description="The oldest so many; all when empty." min={1} allowDecimal={false} amount={plan.limit} onAmount={(limit) => set({ limit })} />
          </fieldset>
          <fieldset>
            <legend>What is changed</legend>
            <div className={form.inline}>
              <Autocomplete label="Model" placeholder="as recorded" spellCheck={false} data={[...models]} limit={12} value={plan.model} onChange={(model) => set({ model })} />
              <Select label="Provider" placeholder="as recorded" clearable clearButtonProps={{ 'aria-label': 'As recorded' }} data={providers.data ?? []} value={plan.provider === '' ? null : plan.provider} onChange={(provider) => set({ provider: provider ?? '' })} />
            </div>
            <Checkbox label="Another system prompt" checked={plan.system !== undefined} onChange={(event) => set({ system: event.currentTarget.checked ? '' : undefined })} />
            {plan.system !== undefined && <Textarea aria-label="System prompt" placeholder="An empty text takes it away." rows={4} resize="vertical" value={plan.system} onChange={(event) => set({ system: event.currentTarget.value })} />}
            <div role="group" aria-label="Parameters">
              <p className={form.label}>Parameters</p>
              <ParameterRows rows={plan.parameters} onChange={(parameters) => set({ parameters })} />
            </div>
          </fieldset>
          <fieldset>
            <legend>How answers are judged</legend>
            <EvaluatorRows rows={plan.evaluators} known={evaluators.data ?? []} onChange={(chosen) => set({ evaluators: chosen })} />
          </fieldset>
          <fieldset>
            <legend>How much at once</legend>
            <div className={form.inline}>
              <AmountInput label="Calls at once" min={1} max={64} allowDecimal={false} amount={plan.concurrency} onAmount={(concurrency) => set({ concurrency: concurrency ?? 1 })} />
              <AmountInput label="Calls a minute" placeholder="as fast as it goes" min={1} amount={plan.ratePerMinute} onAmount={(ratePerMinute) => set({ ratePerMinute })} />
              <AmountInput label="Budget in US dollars" placeholder="none" min={0} decimalScale={4} amount={plan.budgetUsd} onAmount={(budgetUsd) => set({ budgetUsd })} />
            </div>
          </fieldset>
          {start.error !== null && <Obstacle error={start.error} />}
          <div className={form.sendBar}>
            <Button type="submit" leftSection={<IconSend size={16} aria-hidden />} loading={start.isPending} disabled={!isReady(plan) || !isCounted || count === 0}>
              {count === undefined ? 'Send' : `Send ${plural(count, 'call')}`}
            </Button>
            <span role="status">{selectionWords(selection.data, count)}</span>
          </div>
        </form>
      </div>
    </div>
  );
}

function selectionWords(selection: Selection | undefined, count: number | undefined): string {
  if (selection === undefined || count === undefined) return 'Counting …';
  if (selection.count === 0) return 'No call fits this filter and time.';
  const cost = selection.costUsd == null ? '' : `; ${count < selection.count ? 'all of them' : 'they'} cost ${formatUsd(selection.costUsd)} when they were recorded`;
  return `${plural(count, 'call')}${count < selection.count ? ` of ${selection.count}` : ''}${cost}.`;
}
