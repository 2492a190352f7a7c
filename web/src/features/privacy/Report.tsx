import { Button, Skeleton } from '@mantine/core';
import { IconExternalLink, IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { PrivacyReport, StoredProject } from '../../api/types';
import { formatBytes, formatCount, plural } from '../../lib/format';
import { fullTime } from '../../lib/time';
import { ErrorNotice } from '../../ui/ErrorNotice';
import { HostileText } from '../../ui/HostileText';
import { reportAddress, reportQuery } from './queries';
import { addressWords, typeWords } from './words';
import styles from './report.module.css';

/** What is stored, where, for how long, in what form, who may read it and who did. Made to be printed. */
export function Report() {
  const report = useQuery(reportQuery);
  if (report.isError) return <ErrorNotice error={report.error} onRetried={() => void report.refetch()} />;
  if (report.isPending) return <Skeleton height={300} m="lg" width="auto" aria-label="Making the report" />;
  const { made_at: at, projects, places, encrypted, master_key: key, missing = [] } = report.data;
  return (
    <article className={styles.report} aria-label="Data-protection report">
      <header>
        <div>
          <h1>Data-protection report</h1>
          <p>Made {fullTime(new Date(at))}. Counts and settings, never content.</p>
        </div>
        <div className={styles.actions}>
          <Button variant="default" size="xs" leftSection={<IconPrinter size={15} stroke={1.7} aria-hidden />} onClick={() => window.print()}>
            Print
          </Button>
          <Button component="a" href={reportAddress} target="_blank" rel="noreferrer" variant="default" size="xs" leftSection={<IconExternalLink size={15} stroke={1.7} aria-hidden />}>
            As a page to hand on
          </Button>
        </div>
      </header>
      {missing.map((one) => (
        <p key={one} className={styles.warning}>
          <HostileText text={one} />
        </p>
      ))}
      {projects.map((project) => (
        <Project key={project.project} project={project} />
      ))}
      <section>
        <h2>Where it lies</h2>
        <p>{encrypted ? `Everything that is written is sealed${key === undefined ? '' : ` under the master key ${key}`}.` : 'Not encrypted by this server; no master key is configured.'}</p>
        <Places places={places} />
      </section>
    </article>
  );
}

function Places({ places }: Pick<PrivacyReport, 'places'>) {
  return (
    <Table heads={['What', 'Where', 'Holds', 'Size']} label="Places">
      {places.map(({ what, where, holds, bytes }) => (
        <tr key={`${what} ${where}`}>
          <th scope="row">{what}</th>
          <td>{where}</td>
          <td>{holds}</td>
          <td>{formatBytes(bytes)}</td>
        </tr>
      ))}
    </Table>
  );
}

const keptWords = (days: number, otherwise: string) => (days === 0 ? otherwise : plural(days, 'day'));

function Project({ project }: { project: StoredProject }) {
  const { interactions, bytes, since, until, retention, holds, form, may_read: may, have_read: have } = project;
  return (
    <section>
      <h2>
        Project <HostileText text={project.project} />
      </h2>
      <p>
        {plural(interactions, 'interaction')}, {formatBytes(bytes)} of requests and answers
        {since !== undefined && until !== undefined && `, from ${fullTime(new Date(since))} to ${fullTime(new Date(until))}`}.
      </p>
      <h3>For how long</h3>
      <Table heads={['Kind', 'Kept', 'Bodies kept', 'Who says so']} label="Retention">
        {retention.map(({ kind, days, body_days: bodyDays, source }) => (
          <tr key={`${kind} ${source}`}>
            <th scope="row">{kind || 'every kind'}</th>
            <td>{keptWords(days, 'for ever')}</td>
            <td>{keptWords(bodyDays, 'as long')}</td>
            <td>{source}</td>
          </tr>
        ))}
      </Table>
      {holds.length > 0 && (
        <p>
          Legal holds: <HostileText text={holds.join(', ')} />
        </p>
      )}
      {form !== undefined && (
        <>
          <h3>In what form</h3>
          <p>
            Policy <HostileText text={form.policy} />: {form.metadata_only ? 'columns alone' : 'with content'}, users {form.users_hashed ? 'as keyed hashes' : 'as they are sent'}, network addresses {addressWords(form.ip)}
            {form.consent_required && ', only with consent'}.
          </p>
          {Object.keys(form.redact).length > 0 && (
            <Table heads={['Type', 'What becomes of it', 'Interactions of the last 30 days']} label="Redaction">
              {Object.entries(form.redact).map(([type, mode]) => (
                <tr key={type}>
                  <th scope="row">{typeWords(type)}</th>
                  <td>{typeWords(mode)}</td>
                  <td>{formatCount(form.redacted?.[type])}</td>
                </tr>
              ))}
            </Table>
          )}
        </>
      )}
      <h3>Who may read it</h3>
      <Table heads={['Who', 'Role', 'Kind']} label="May read">
        {may.map(({ who, role, kind }) => (
          <tr key={`${kind} ${who}`}>
            <th scope="row">
              <HostileText text={who} />
            </th>
            <td>{role}</td>
            <td>{kind}</td>
          </tr>
        ))}
      </Table>
      <h3>Who did, in the last 30 days</h3>
      {have.length === 0 ? (
        <p>Nobody.</p>
      ) : (
        <Table heads={['Who', 'Reads', 'Exports', 'Last']} label="Have read">
          {have.map(({ who, reads, exports, last }) => (
            <tr key={who}>
              <th scope="row">
                <HostileText text={who} />
              </th>
              <td>{formatCount(reads)}</td>
              <td>{formatCount(exports)}</td>
              <td>{fullTime(new Date(last))}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

function Table({ heads, label, children }: { heads: readonly string[]; label: string; children: ReactNode }) {
  return (
    <div className={styles.scroller} role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
