import { describe, expect, it } from 'vitest';
import type { Branch, BranchTurn, SessionTree } from '../../../api/types';
import { cellsOf, linesOf } from './tree';

const turn = (at: number, diverged = false) => ({ turn: at, replay_id: `r${at}`, original_id: `o${at}`, diverged }) as unknown as BranchTurn;
const branch = (id: string, parent?: string): Branch => ({ branch_id: id, parent_branch: parent, fork_turn: 2, origin_turns: 4, mode: 'pinned', created_at: '', state: 'completed', diverged: 1, first_divergence: 3, turns: [turn(2), turn(3, true)] });

describe('a tree of branches', () => {
  it('marks what was recorded, what is the same, what differs and what was not reached', () => {
    expect(cellsOf(branch('a')).map((cell) => cell.kind)).toEqual(['recorded', 'same', 'other', 'missing']);
    expect(cellsOf(branch('a')).filter((cell) => cell.isFirstDivergence).map((cell) => cell.turn)).toEqual([3]);
  });

  it('waits for turns while a branch is under way', () => expect(cellsOf({ ...branch('a'), state: 'running' }).at(-1)?.kind).toBe('waiting'));

  it('has room for turns that the origin does not have', () => expect(cellsOf({ ...branch('a'), turns: [turn(2), turn(6, true)] })).toHaveLength(6));

  it('puts branches of branches below what they grow from', () => {
    const tree: SessionTree = { turns: [], tools: [], branches: [branch('a'), branch('b'), branch('c', 'a'), branch('d', 'c'), branch('e', 'elsewhere')] };
    expect(linesOf(tree).map(({ branch: one, depth }) => `${one.branch_id}${depth}`)).toEqual(['a0', 'c1', 'd2', 'b0', 'e0']);
  });
});
