import { Button, Modal, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PrivacyPolicy } from '../../api/types';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { HostileText } from '../../ui/HostileText';
import { policyQuery, presetsQuery, useSetPolicy } from './queries';
import { effectsOf } from './words';
import styles from './privacy.module.css';

/** The policy in force, and those to choose from. */
export function Policy() {
  const inForce = useQuery(policyQuery);
  const presets = useQuery(presetsQuery);
  const [asked, setAsked] = useState<PrivacyPolicy | null>(null);
  if (inForce.isError) return <ErrorNotice error={inForce.error} onRetried={() => void inForce.refetch()} />;
  if (inForce.isPending) return <Skeleton height={200} m="lg" width="auto" aria-label="Loading the policy" />;
  const { policy, project, is_set: isSet } = inForce.data;
  return (
    <div className={styles.column}>
      <section className={styles.inForce} aria-labelledby="policy-in-force">
        <h1 id="policy-in-force">
          In force: <HostileText text={policy.name ?? 'open'} />
        </h1>
        <p className={styles.quiet}>
          Project <HostileText text={project} />. {isSet ? 'Set by somebody.' : 'Nobody has set a policy; this holds where none is set.'} It is followed before anything is written, on every way in.
        </p>
        <Effects policy={policy} />
      </section>
      <section aria-labelledby="policy-presets">
        <h2 id="policy-presets">Policies to choose from</h2>
        {presets.isError ? (
          <ErrorNotice error={presets.error} onRetried={() => void presets.refetch()} />
        ) : (
          <ul className={styles.presets}>
            {(presets.data ?? []).map((preset) => (
              <li key={preset.name} aria-current={preset.name === policy.name ? 'true' : undefined}>
                <h3>{preset.name}</h3>
                <Effects policy={preset} />
                {preset.name === policy.name ? (
                  <span className={styles.current}>In force</span>
                ) : (
                  <Button variant="default" size="xs" onClick={() => setAsked(preset)} aria-label={`Use ${preset.name ?? ''}`}>
                    Use
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
        <p className={styles.quiet}>
          Policies with rules of your own are set with <code>reprise privacy policy set</code>.
        </p>
      </section>
      {asked !== null && <Confirm policy={asked} project={project} onClosed={() => setAsked(null)} />}
    </div>
  );
}

function Effects({ policy }: { policy: PrivacyPolicy }) {
  return (
    <ul className={styles.effects}>
      {effectsOf(policy).map((effect) => (
        <li key={effect}>
          <HostileText text={effect} />
        </li>
      ))}
    </ul>
  );
}

function Confirm({ policy, project, onClosed }: { policy: PrivacyPolicy; project: string; onClosed: () => void }) {
  const set = useSetPolicy();
  return (
    <Modal opened onClose={onClosed} title={`Use the policy ${policy.name ?? ''}?`} centered size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <p>
        Calls of project <HostileText text={project} /> are recorded so from the next one on. What is on record already stays as it is.
      </p>
      <Effects policy={policy} />
      {set.isError && (
        <p role="alert" className={styles.failed}>
          Not set: {set.error.message}
        </p>
      )}
      <div className={styles.dialogActions}>
        <Button variant="default" onClick={onClosed}>
          Cancel
        </Button>
        <Button loading={set.isPending} data-autofocus onClick={() => set.mutate(policy, { onSuccess: onClosed })}>
          Use {policy.name}
        </Button>
      </div>
    </Modal>
  );
}
