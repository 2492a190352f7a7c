import { Skeleton } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { HostileText } from '../../../ui/HostileText';
import { Notice } from '../../../ui/Notice';
import { Obstacle } from '../Obstacle';
import { BranchDetail } from './BranchDetail';
import { BranchForm } from './BranchForm';
import { BranchMap } from './BranchMap';
import { treeQuery } from './queries';
import { linesOf } from './tree';
import { TurnPair } from './TurnPair';
import page from '../page.module.css';
import styles from './branches.module.css';

/** A session to replay from a turn on, with the branches that came of it. */
export function SessionReplayPage() {
  const { id = '' } = useParams();
  const tree = useQuery(treeQuery(id));
  const [params, setParams] = useSearchParams();
  const [key, setKey] = useState('');
  const lines = tree.data === undefined ? [] : linesOf(tree.data);
  const shown = params.get('turn');
  const chosen = lines.find(({ branch }) => branch.branch_id === params.get('branch')) ?? lines.findLast(({ branch }) => shown === null || branch.turns.some((turn) => turn.replay_id === shown)) ?? lines.at(-1);
  const turn = chosen?.branch.turns.find((one) => one.replay_id === shown);
  const choose = (branch: string, replayId?: string) => setParams(replayId === undefined ? { branch } : { branch, turn: replayId }, { replace: true });
  return (
    <div className={page.page}>
      <title>Replay session · Reprise</title>
      <header className={page.header}>
        <Link className={page.crumb} to={`/sessions/${encodeURIComponent(id)}`}>
          <IconChevronLeft size={15} aria-hidden /> Session
        </Link>
        <h1>
          Replay <HostileText text={id} />
        </h1>
      </header>
      {tree.isPending ? (
        <div className={page.loading} aria-busy="true" aria-label="Loading the session">
          <Skeleton height={240} />
        </div>
      ) : tree.isError ? (
        <Obstacle error={tree.error} onRetried={() => void tree.refetch()} />
      ) : (
        <div className={page.bench}>
          <div className={page.request}>
            <BranchForm id={id} tree={tree.data} providerKey={key} onKeyChanged={setKey} onStarted={(branch) => choose(branch)} />
          </div>
          <div className={page.outcome}>
            {chosen === undefined ? (
              <Notice title="No branches yet">A replay of a session asks its turns again, from one of them on. What comes is a branch: the recorded session stays as it is.</Notice>
            ) : (
              <>
                <BranchMap tree={tree.data} lines={lines} chosen={chosen.branch.branch_id} shown={shown} onChosen={choose} />
                <BranchDetail key={chosen.branch.branch_id} id={id} branch={chosen.branch} providerKey={key} />
                {turn !== undefined ? <TurnPair turn={turn} /> : <p className={styles.hint}>Choose a turn above to see both answers.</p>}
              </>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
