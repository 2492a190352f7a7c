import type { Branch, BranchTurn, SessionTree } from '../../../api/types';

/** One place of a branch: a turn of its origin, asked again or not. */
export interface Cell {
  turn: number;
  /** Asked again: what came. Several where the branch took more steps than its origin. */
  replays: readonly BranchTurn[];
  kind: 'recorded' | 'same' | 'other' | 'missing' | 'waiting';
  isFirstDivergence: boolean;
}

export interface Line {
  branch: Branch;
  /** 0 for a branch of the session itself, 1 for a branch of such a branch. */
  depth: number;
  cells: readonly Cell[];
}

/** Branches in the order of their tree: each below what it grows from, the older first. */
export function linesOf(tree: SessionTree): Line[] {
  const known = new Set(tree.branches.map((branch) => branch.branch_id));
  const lines: Line[] = [];
  const add = (parent: string | undefined, depth: number) => {
    for (const branch of tree.branches) {
      const own = branch.parent_branch !== undefined && known.has(branch.parent_branch) ? branch.parent_branch : undefined;
      if (own !== parent || lines.some((line) => line.branch === branch)) continue;
      lines.push({ branch, depth, cells: cellsOf(branch) });
      add(branch.branch_id, depth + 1);
    }
  };
  add(undefined, 0);
  return lines;
}

export function cellsOf(branch: Branch): Cell[] {
  const last = Math.max(branch.origin_turns, ...branch.turns.map((turn) => turn.turn));
  return Array.from({ length: last }, (_, at) => {
    const turn = at + 1;
    const replays = branch.turns.filter((one) => one.turn === turn);
    return { turn, replays, kind: kindOf(branch, turn, replays), isFirstDivergence: branch.first_divergence === turn };
  });
}

function kindOf(branch: Branch, turn: number, replays: readonly BranchTurn[]): Cell['kind'] {
  if (replays.length > 0) return replays.some((one) => one.diverged) ? 'other' : 'same';
  if (turn < branch.fork_turn) return 'recorded';
  return branch.state === 'running' ? 'waiting' : 'missing';
}
