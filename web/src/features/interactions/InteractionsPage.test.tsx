import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { FakeEventSource } from '../../testing/eventSource';
import { summaryAt } from '../../testing/fixtures';
import { now, openPage } from '../../testing/render';

const links = () => within(screen.getByRole('table', { name: 'Interactions' })).getAllByRole('link');
const loaded = () => screen.findByRole('table', { name: 'Interactions' });

describe('list of interactions', () => {
  it('shows what was asked, how it ended and what it cost', async () => {
    openPage('/');
    const table = await loaded();
    const row = within(table).getAllByRole('row').find((r) => r.textContent.startsWith('success') && r.textContent.includes('Review this change'));
    expect(row?.textContent).toMatch(/claude-sonnet-4-5.*anthropic.*\$0\./s);
  });

  it('applies a filter from the box and keeps it in the address', async () => {
    const { user, router } = openPage('/');
    await loaded();
    await user.type(screen.getByRole('textbox', { name: 'Filter' }), 'kind:embedding{Enter}');
    await waitFor(() => expect(links().every((link) => link.textContent.includes('fountain pen'))).toBe(true));
    expect(router.state.location.search).toBe('?q=kind%3Aembedding');
  });

  it('says what is wrong with a filter under the box', async () => {
    openPage('/interactions?q=modle%3Ax');
    const box = await screen.findByRole('textbox', { name: 'Filter' });
    await waitFor(() => expect(box).toHaveProperty('ariaInvalid', 'true'));
    expect(screen.getByText(/did you mean 'model'/)).toBeDefined();
  });

  it('offers fields while a filter is written', async () => {
    const { user } = openPage('/');
    await loaded();
    const box = screen.getByRole('textbox', { name: 'Filter' });
    await user.type(box, 'stat');
    await user.click(await screen.findByRole('option', { name: /status:/ }));
    expect(box).toHaveProperty('value', 'status:');
    await user.click(await screen.findByRole('option', { name: /status:error/ }));
    expect(box).toHaveProperty('value', 'status:error ');
  });

  it('puts new interactions on top as they arrive', async () => {
    openPage('/');
    await loaded();
    await waitFor(() => expect(FakeEventSource.open).toHaveLength(1));
    const arrived = { ...summaryAt(now + 1000, 5000), prompt_preview: 'A brand new question' };
    act(() => FakeEventSource.send(arrived));
    await waitFor(() => expect(links()[0]).toHaveProperty('textContent', 'A brand new question'));
  });

  it('holds back what arrives while the reader has scrolled down, and counts it', async () => {
    const { user } = openPage('/');
    const rows = await screen.findByRole('rowgroup', { name: 'Interactions, newest first' });
    await waitFor(() => expect(FakeEventSource.open).toHaveLength(1));
    if (rows.parentElement !== null) fireEvent.scroll(rows.parentElement, { target: { scrollTop: 900 } });
    act(() => FakeEventSource.send({ ...summaryAt(now + 2000, 5001), prompt_preview: 'Held back' }));
    const waiting = await screen.findByRole('button', { name: '1 new' });
    expect(screen.queryByText('Held back')).toBeNull();
    await user.click(waiting);
    await waitFor(() => expect(screen.queryByRole('button', { name: '1 new' })).toBeNull());
  });

  it('follows nothing once paused, and the address says so', async () => {
    const { user, router } = openPage('/');
    await loaded();
    await user.click(screen.getByRole('button', { name: 'Live' }));
    expect(FakeEventSource.open).toHaveLength(0);
    expect(router.state.location.search).toBe('?live=off');
  });

  it('moves with j and k, opens with Enter and closes with Escape', async () => {
    const { user, router, api } = openPage('/');
    await loaded();
    await user.keyboard('j');
    await waitFor(() => expect(document.activeElement).toBe(links()[0]));
    await user.keyboard('j');
    await waitFor(() => expect(document.activeElement).toBe(links()[1]));
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('region', { name: 'Interaction' })).toBeDefined();
    expect(router.state.location.pathname).toBe(`/interactions/${api.items[1]?.interaction_id ?? ''}`);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(router.state.location.pathname).toBe('/interactions'));
  });

  it('shows how to begin while nothing is recorded, and the list once something is', async () => {
    openPage('/', 0);
    expect(await screen.findByRole('heading', { name: 'Nothing recorded yet' })).toBeDefined();
    expect(screen.getByText(new RegExp(`${window.location.origin}/openai/v1`))).toBeDefined();
    await waitFor(() => expect(FakeEventSource.open).toHaveLength(1));
    act(() => FakeEventSource.send({ ...summaryAt(now, 1), prompt_preview: 'Say hello.' }));
    expect(await screen.findByRole('link', { name: 'Say hello.' })).toBeDefined();
  });
});
