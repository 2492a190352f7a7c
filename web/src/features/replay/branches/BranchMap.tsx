import { UnstyledButton } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { BranchTurn, SessionTree } from '../../../api/types';
import { HostileText } from '../../../ui/HostileText';
import { changeWords } from '../runs/runWords';
import { branchStates, differenceWords } from '../words';
import type { Cell, Line } from './tree';
import styles from './branches.module.css';

interface Props {
  tree: SessionTree;
  lines: readonly Line[];
  chosen: string;
  /** The turn that is looked at, by the id of its call. */
  shown: string | null;
  onChosen: (branch: string, replayId?: string) => void;
}

const signs: Record<Cell['kind'], string> = { recorded: '·', same: '=', other: '≠', missing: '–', waiting: '…' };
const meanings: Record<Cell['kind'], string> = { recorded: 'as recorded', same: 'the recorded answer', other: 'another answer', missing: 'not reached', waiting: 'not asked yet' };

/** The session and its branches as a tree over turns: a row each, a column for every turn. */
export function BranchMap({ tree, lines, chosen, shown, onChosen }: Props) {
  const width = Math.max(tree.turns.length, ...lines.map((line) => line.cells.length));
  const columns = Array.from({ length: width }, (_, at) => at + 1);
  return (
    <div className={styles.map} role="region" aria-label="Branches" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Branch</th>
            {columns.map((turn) => (
              <th key={turn} scope="col" title={`Turn ${turn}`}>
                {turn}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              <span className={styles.trunk}>As recorded</span>
            </th>
            {columns.map((turn) => {
              const one = tree.turns[turn - 1];
              return (
                <td key={turn}>
                  {one !== undefined && (
                    <Link className={styles.cell} data-kind="recorded" to={`/interactions/${encodeURIComponent(one.interaction_id)}`} aria-label={`Turn ${turn} as recorded`} title={one.prompt?.slice(0, 120)}>
                      ●
                    </Link>
                  )}
                </td>
              );
            })}
          </tr>
          {lines.map((line) => (
            <Row key={line.branch.branch_id} line={line} columns={columns} isChosen={line.branch.branch_id === chosen} shown={shown} onChosen={onChosen} />
          ))}
        </tbody>
      </table>
      <p className={styles.legend}>= the recorded answer, ≠ another answer, – not reached, · before the branch begins. The flag marks where it first differs.</p>
    </div>
  );
}

function Row({ line: { branch, depth, cells }, columns, isChosen, shown, onChosen }: { line: Line; columns: readonly number[]; isChosen: boolean; shown: string | null; onChosen: Props['onChosen'] }) {
  return (
    <tr data-chosen={isChosen}>
      <th scope="row">
        <UnstyledButton className={styles.name} style={{ paddingLeft: `${0.4 + depth * 1.1}rem` }} aria-pressed={isChosen} onClick={() => onChosen(branch.branch_id)}>
          <span aria-hidden>└</span>
          <span>
            <HostileText text={changeWords(branch.changes ?? {})} />
            <small>
              {branch.mode}, from turn {branch.fork_turn} · {branchStates[branch.state] ?? branch.state}
              {branch.first_divergence !== undefined && ` · differs from turn ${branch.first_divergence}`}
            </small>
          </span>
        </UnstyledButton>
      </th>
      {columns.map((turn) => {
        const cell = cells[turn - 1];
        return <td key={turn}>{cell !== undefined && <Turns cell={cell} shown={shown} onChosen={(replayId) => onChosen(branch.branch_id, replayId)} />}</td>;
      })}
    </tr>
  );
}

function Turns({ cell, shown, onChosen }: { cell: Cell; shown: string | null; onChosen: (replayId: string) => void }) {
  if (cell.replays.length === 0) {
    return (
      <span className={styles.cell} data-kind={cell.kind} title={meanings[cell.kind]}>
        {signs[cell.kind]}
      </span>
    );
  }
  return (
    <span className={styles.steps}>
      {cell.replays.map((replay) => (
        <UnstyledButton key={replay.replay_id} className={styles.cell} data-kind={replay.diverged ? 'other' : 'same'} aria-pressed={shown === replay.replay_id} aria-label={nameOf(cell, replay)} title={nameOf(cell, replay)} onClick={() => onChosen(replay.replay_id)}>
          {replay.diverged ? signs.other : signs.same}
          {cell.isFirstDivergence && <IconFlag className={styles.flag} size={12} aria-hidden />}
        </UnstyledButton>
      ))}
    </span>
  );
}

function nameOf(cell: Cell, replay: BranchTurn): string {
  return `Turn ${cell.turn}: ${differenceWords(replay.difference)}${cell.isFirstDivergence ? ', the first that differs' : ''}`;
}
