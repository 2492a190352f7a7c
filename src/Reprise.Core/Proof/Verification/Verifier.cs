using System.Text;
using Reprise.Interactions;
using Reprise.Proof.Chain;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Proof.Verification;

/// <summary>
/// Tells whether what is on record is what was recorded: goes along the chain, compares it with the signed checkpoints, then compares every record with its entry.
/// Reads only; recording, retention and deletion may go on meanwhile.
/// </summary>
/// <param name="proof">The proof.</param>
/// <param name="store">The record, as its readers see it.</param>
/// <param name="settings">The audit log.</param>
/// <param name="key">The private key, which the end of the chain is sealed with; null where it is not at hand.</param>
/// <param name="flush">Chains what waits, where something records meanwhile; null where nothing does.</param>
public sealed class Verifier(IProofStore proof, IInteractionStore store, ISettingsStore settings, SigningKey? key, Func<CancellationToken, Task>? flush)
{
    private const int PageSize = 500;
    private const int MostTries = 4;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(30);

    private readonly List<string> _notes = [];
    private Action<VerificationProgress> _progress = static _ => { };
    private FindingList _findings = new(0);
    private ChainWalk _chain = null!;
    private RecordJudge _judge = null!;
    private AnnouncedWork _announced = null!;
    private Suspects _suspects = null!;
    private long _interactions;
    private long _facts;
    private long _audit;

    /// <param name="options">What to look at.</param>
    /// <param name="progress">Told every page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<VerificationReport> RunAsync(VerificationOptions options, Action<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        _progress = progress ?? _progress;
        _findings = new FindingList(options.MostFindings);
        await FlushAsync(cancellationToken).ConfigureAwait(false);

        // 1. The chain, up to where it is now.
        var exported = options.Checkpoint is { } outside ? Checkpoint.Parse(outside.Checkpoint) : null;
        var kept = await proof.HeadAsync(cancellationToken).ConfigureAwait(false);
        var head = kept is null ? null : ProofHead.Parse(kept.Text);
        var checkpoints = new CheckpointWalk(options.PublicKey ?? options.Checkpoint?.PublicKey ?? key?.PublicKey, exported?.Log ?? head?.Log, _findings);
        _chain = new ChainWalk(proof, checkpoints, _findings);
        await StartAsync(options.Since, cancellationToken).ConfigureAwait(false);
        if (exported is not null) Watch(exported);
        await AdvanceAsync(cancellationToken).ConfigureAwait(false);

        // 2. What is on record, against its entries. What does not fit is only suspected: it may have changed lawfully meanwhile.
        _announced = new AnnouncedWork(proof, key, _findings);
        await _announced.ReadAsync(cancellationToken).ConfigureAwait(false);
        _suspects = new Suspects(proof, store, settings, _chain);
        _judge = new RecordJudge(_chain, _announced, head?.IsAdopting ?? false, _findings);
        var end = _chain.Next;
        await CompareAllAsync(options.Since, end, cancellationToken).ConfigureAwait(false);

        _judge.IsFirstTime = false;

        // 3. The end of the chain once more, and then what is still not explained.
        await JudgeSuspectsAsync(cancellationToken).ConfigureAwait(false);
        await CheckHeadAsync(checkpoints, cancellationToken).ConfigureAwait(false);
        await _chain.EndAsync(cancellationToken).ConfigureAwait(false);
        if (exported is not null) CheckOutside(exported);
        return Report(checkpoints);
    }

    private async Task CompareAllAsync(DateTimeOffset? since, long end, CancellationToken cancellationToken)
    {
        try
        {
            await store.OpenAsync(cancellationToken).ConfigureAwait(false);
            foreach (var project in await store.ProjectsAsync(cancellationToken).ConfigureAwait(false)) await CompareAsync(project, since, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _findings.Add("unreadable", "record", $"The record cannot be opened: {exception.Message}");
            return;
        }

        await CompareAuditAsync(since, cancellationToken).ConfigureAwait(false);
        await SuspectUnseenAsync(end, cancellationToken).ConfigureAwait(false);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (flush is null) return;
        try
        {
            await flush(cancellationToken).ConfigureAwait(false);
        }
        catch (ProofException exception)
        {
            _findings.Add("damaged", "head", exception.Message);
        }
    }

    private async Task StartAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        if (since is not { } from) return;
        (NumberedCheckpoint Kept, Checkpoint Read)? start = null;
        var next = 1L;
        while (await proof.CheckpointsAsync(next, 1000, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var kept in page)
            {
                if (Checkpoint.Parse(kept.Checkpoint.Text) is { } read && read.At <= from.ToUnixTimeMilliseconds() && (key is null || SigningKey.IsSigned(key.PublicKey, kept.Checkpoint))) start = (kept, read);
            }

            next = page[^1].Number + 1;
        }

        if (start is var (checkpoint, content)) await _chain.StartBehindAsync(checkpoint, content, cancellationToken).ConfigureAwait(false);
    }

    private void Watch(Checkpoint exported) => _chain.Watched[exported.Size] = (chain, root) =>
    {
        if (Convert.ToHexStringLower(chain) != exported.Chain || Convert.ToHexStringLower(root) != exported.Root)
            _findings.Add("altered", "checkpoint", $"The entries are not those that the exported checkpoint {exported.Number} was signed over: the record was altered, or another one put in its place.", checkpoint: exported.Number);
    };

    private void CheckOutside(Checkpoint exported)
    {
        if (exported.Size > _chain.Next)
            _findings.Add("rolled_back", "checkpoint", $"The exported checkpoint {exported.Number} was signed over {exported.Size} entries and {_chain.Next} are here: an older copy was put in place of the record, or its end was cut off.", checkpoint: exported.Number);
        else if (exported.Size <= _chain.From && exported.Size > 0)
            _notes.Add($"The exported checkpoint {exported.Number} lies before what was verified. Verify all to compare with it.");
    }

    private Task AdvanceAsync(CancellationToken cancellationToken) =>
        _chain.AdvanceAsync(done => _progress(new VerificationProgress("chain", done, _chain.Next)), cancellationToken);

    private async Task CompareAsync(string project, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        await foreach (var page in new RecordPages(store, project, since, _findings).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var facts = page.SelectMany(static record => record.Facts).ToList();
            var entries = await EntriesAsync(page.Select(static record => record.Interaction.Id).Concat(facts.Select(static fact => fact.FactId)), cancellationToken).ConfigureAwait(false);
            foreach (var record in page)
            {
                if (_judge.Judge(record, entries[record.Interaction.Id]) is not null) _suspects.Interactions.Add((project, record.Interaction.Id));
            }

            foreach (var fact in facts)
                if (_judge.Judge(fact, entries[fact.FactId]) is not null) _suspects.Facts[(project, fact.FactId)] = fact.InteractionId;
            (_interactions, _facts) = (_interactions + page.Count, _facts + facts.Count);
            _progress(new VerificationProgress("interactions", _interactions, _chain.Next));
        }

        InteractionId? after = null;
        while (await store.WaitingFactsAsync(project, after, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } waiting)
        {
            var entries = await EntriesAsync(waiting.Select(static fact => fact.FactId), cancellationToken).ConfigureAwait(false);
            foreach (var fact in waiting)
                if (_judge.Judge(fact, entries[fact.FactId]) is not null) _suspects.Facts[(project, fact.FactId)] = fact.InteractionId;
            _facts += waiting.Count;
            after = waiting[^1].FactId;
        }
    }

    private async Task CompareAuditAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        InteractionId? before = null;
        while (true)
        {
            var page = await settings.AuditAsync(new AuditQuery { Limit = AuditQuery.MaxLimit, Before = before, From = since }, cancellationToken).ConfigureAwait(false);
            if (page.Entries.Count == 0) return;
            var entries = await EntriesAsync(page.Entries.Select(static entry => entry.Id), cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                if (_judge.Judge(entry, entries[entry.Id]) is not null) _suspects.Audit.Add(entry.Id);
            }

            _audit += page.Entries.Count;
            _progress(new VerificationProgress("audit", _audit, _chain.Next));
            if (!page.HasMore) return;
            before = page.Entries[^1].Id;
        }
    }

    /// <summary>Entries that nothing on record answered to.</summary>
    private async Task SuspectUnseenAsync(long end, CancellationToken cancellationToken)
    {
        for (var next = _chain.From; next < end;)
        {
            var page = await proof.ReadAsync(next, 2000, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) return;
            foreach (var entry in page)
            {
                if (entry.Sequence >= end || !_chain.Standing.Contains(entry.Sequence) || _judge.HasSeen(entry.Sequence)) continue;
                if (entry.Kind is ProofKind.Interaction) _suspects.Interactions.Add((entry.Project, entry.Id));
                else if (entry.Kind is ProofKind.Fact) _suspects.Facts.TryAdd((entry.Project, entry.Id), entry.About);
                else _suspects.Audit.Add(entry.Id);
            }

            next = page[^1].Sequence + 1;
            _progress(new VerificationProgress("missing", next, _chain.Next));
        }
    }

    /// <summary>What is still not explained once the end of the chain was seen. Where somebody works meanwhile it is asked again: a removal may have been under way.</summary>
    private async Task JudgeSuspectsAsync(CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            await AdvanceAsync(cancellationToken).ConfigureAwait(false);
            await _announced.ReadAsync(cancellationToken).ConfigureAwait(false);
            var found = await _suspects.JudgeAsync(_judge, _announced, cancellationToken).ConfigureAwait(false);
            if (found.Count == 0) return;
            if (flush is null || tries == MostTries)
            {
                foreach (var finding in found) _findings.Add(finding);
                return;
            }

            await Task.Delay(s_pause * tries, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ILookup<InteractionId, ProofEntry>> EntriesAsync(IEnumerable<InteractionId> ids, CancellationToken cancellationToken) =>
        (await proof.FindAsync([.. ids], cancellationToken).ConfigureAwait(false)).ToLookup(static entry => entry.Id);

    /// <summary>The end of the chain is where the sealed head says. Somebody may be writing: then the head is ahead, and both are asked again.</summary>
    private async Task CheckHeadAsync(CheckpointWalk checkpoints, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var kept = await proof.HeadAsync(cancellationToken).ConfigureAwait(false);
            if (kept is null)
            {
                if (_chain.Next > 0 || checkpoints.Count > 0) _findings.Add("removed", "head", "The head of the proof is gone.");
                else _notes.Add("Nothing was proven here yet.");
                return;
            }

            if (key is null) _notes.Add("Without the private key the end of the chain, behind the last checkpoint, is not proven.");
            else if (!key.IsSealed(Encoding.UTF8.GetBytes(kept.Text), kept.Seal.Span)) _findings.Add("forged", "head", "The head of the proof was not written with the key of this proof: the end of the chain may have been altered.");
            if (ProofHead.Parse(kept.Text) is not { } head)
            {
                _findings.Add("altered", "head", "The head of the proof cannot be read.");
                return;
            }

            if (head.Size > _chain.Next && flush is not null && tries < MostTries)
            {
                await AdvanceAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (head.Size > _chain.Next) _findings.Add("truncated", "entry", $"The chain ends with entry {_chain.Next - 1}; it had {head.Size} entries.", sequence: _chain.Next);
            else if (head.Size < _chain.Next) _findings.Add("inserted", "entry", $"Entries {head.Size} to {_chain.Next - 1} stand behind the end of the chain.", sequence: head.Size);
            else if (!head.Chain.AsSpan().SequenceEqual(_chain.Chain)) _findings.Add("altered", "entry", "The chain does not end as its head says.", sequence: _chain.Next - 1);
            if (checkpoints.Last is { } last && head.Checkpoint < last.Number) _findings.Add("inserted", "checkpoint", $"Checkpoint {last.Number} is newer than the head of the proof knows.", checkpoint: last.Number);
            if (head.Checkpoint > (checkpoints.Last?.Number ?? 0) && head.CheckpointSize > _chain.From) _findings.Add("removed", "checkpoint", $"Checkpoint {head.Checkpoint} is missing.", checkpoint: head.Checkpoint);
            return;
        }
    }

    private VerificationReport Report(CheckpointWalk checkpoints) => new()
    {
        Clean = _findings.Count == 0,
        FindingCount = _findings.Count,
        Findings = _findings.Told,
        Entries = _chain.Next - _chain.From,
        From = _chain.From,
        Interactions = _interactions,
        Facts = _facts,
        AuditEntries = _audit,
        Removed = _chain.RemovedBy,
        BodiesRemoved = _chain.BodiesRemovedBy,
        Pending = _judge.Pending,
        NotAdopted = _judge.NotAdopted,
        Checkpoints = checkpoints.Count,
        LastCheckpoint = checkpoints.Last?.Number,
        LastCheckpointAt = checkpoints.Last is { } last ? DateTimeOffset.FromUnixTimeMilliseconds(last.At) : null,
        Notes = _notes,
    };
}
