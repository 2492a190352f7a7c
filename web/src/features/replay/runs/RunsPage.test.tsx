import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openPage } from '../../../testing/render';

describe('runs', () => {
  it('say how much they would send before they send it, and then what came of it', async () => {
    const { user, api } = openPage('/replay/new?q=kind:llm');
    const llm = api.items.filter((i) => i.kind === 'llm').length;
    await screen.findByRole('button', { name: `Send ${llm} calls` });
    expect(screen.getByText(/they cost \$0\.0814 when they were recorded/)).toBeDefined();
    await user.type(screen.getByRole('textbox', { name: 'At most' }), '24');
    await user.type(screen.getByRole('combobox', { name: 'Model' }), 'gpt-4o');
    await user.click(screen.getByRole('button', { name: 'Add an evaluator' }));
    await user.type(screen.getByRole('combobox', { name: 'Evaluator 1' }), 'contains:refund');
    expect(screen.getByText(/texts stand in the answer/)).toBeDefined();
    await user.click(await screen.findByRole('button', { name: 'Send 24 calls' }));

    const verdict = await screen.findByRole('region', { name: 'Verdict' });
    expect(api.replays.sent).toEqual([{ filter: 'kind:llm', limit: 24, model: 'gpt-4o', evaluators: ['contains:refund'], concurrency: 4 }]);
    expect(within(verdict).getByRole('heading').textContent).toBe('Worse than the originals');
    expect(verdict.textContent).toContain('the replay won 20%; with 95% confidence between 7% and 45%');
    expect(verdict.textContent).toContain('Chance alone would be as one-sided as this in 3.5% of cases');
    expect(screen.getByRole('region', { name: 'Why calls were left out' }).textContent).toContain('the request was erased');
    expect(screen.getByRole('link', { name: 'JUnit' }).getAttribute('href')).toMatch(/\/report\?format=junit$/);
  });

  it('open the worst cases to both answers', async () => {
    const { user, api, router } = openPage('/replay');
    await screen.findByRole('heading', { name: 'No runs yet' });
    api.replays.answer('POST', ['runs'], JSON.stringify({ filter: '', model: 'gpt-4o' }));
    await router.navigate(`/replay/runs/${api.replays.runs[0]?.id ?? ''}`);
    const worst = await screen.findByRole('region', { name: 'Worst first' });
    const [first] = within(worst).getAllByRole('button');
    if (first === undefined) throw new Error('no case is shown');
    await user.click(first);
    expect((await within(worst).findByRole('region', { name: 'Comparison' })).querySelector('ins')).not.toBeNull();
    expect(worst.textContent).toContain('contains 1.000 → 0.500 one of two texts');
  });

  it('are listed with state, progress, verdict and cost, and can be resumed', async () => {
    const { user, api, router } = openPage('/sessions');
    api.replays.answer('POST', ['runs'], JSON.stringify({ filter: 'tag:nightly', model: 'gpt-4o', budget_usd: 0.5 }));
    const run = api.replays.runs[0];
    if (run === undefined) throw new Error('no run');
    run.state = 'budget_reached';
    await router.navigate('/replay');
    const row = (await screen.findByRole('link', { name: 'gpt-4o' })).closest('tr');
    await waitFor(() => expect(row?.textContent).toContain('3 better12 worse7 as good'));
    expect(row?.textContent).toContain('Out of budget');
    expect(row?.textContent).toContain('24 of 24');
    expect(row?.textContent).toContain('$0.0306of $0.5000');
    await user.click(screen.getByRole('link', { name: 'gpt-4o' }));
    await user.click(await screen.findByRole('button', { name: 'Resume' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Resume' }));
    expect(await screen.findByText('Running')).toBeDefined();
  });
});
