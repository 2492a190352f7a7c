import type { Interaction } from '../../api/types';
import { formatCount, formatMs, formatUsd } from '../../lib/format';
import { HostileText } from '../../ui/HostileText';
import { Measure, Measures } from '../../ui/Measure';

/** The figures of one call. What is not known is left out, not shown as nothing. */
export function Figures({ interaction }: { interaction: Interaction }) {
  const { metrics: m, cache, response } = interaction;
  const parts = [m?.cached_tokens ? `${formatCount(m.cached_tokens)} cached` : '', m?.cache_write_tokens ? `${formatCount(m.cache_write_tokens)} written` : ''];
  const finish = response?.finish_reason;
  return (
    <Measures>
      {m?.latency_ms != null && <Measure name="Latency" value={formatMs(m.latency_ms)} />}
      {m?.ttft_ms != null && <Measure name="First piece" value={formatMs(m.ttft_ms)} />}
      {m?.prompt_tokens != null && <Measure name="Tokens in" value={formatCount(m.prompt_tokens)} note={parts.filter((part) => part !== '').join(', ')} />}
      {m?.completion_tokens != null && (
        <Measure name="Tokens out" value={formatCount(m.completion_tokens)} note={m.reasoning_tokens ? `${formatCount(m.reasoning_tokens)} reasoning` : m.estimated ? 'estimated' : ''} />
      )}
      {m?.total_cost_usd != null && <Measure name="Cost" value={formatUsd(m.total_cost_usd)} note={m.saved_cost_usd ? `${formatUsd(m.saved_cost_usd)} saved` : ''} />}
      {cache != null && <Measure name="Cache" value={cache.status} note={cache.similarity != null ? cache.similarity.toFixed(3) : (cache.reason ?? '')} />}
      {finish != null && <Measure name="Finished" value={<HostileText text={finish} />} />}
    </Measures>
  );
}
