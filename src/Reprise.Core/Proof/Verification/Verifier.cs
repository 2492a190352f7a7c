using System.Text;
using Reprise.Interactions;
using Reprise.Proof.Chain;
using Reprise.Proof.Recording;
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
    private const int MostTries = 3;

    private readonly Dictionary<(ProofKind, string, InteractionId), Draft> _pending = [];
    private readonly List<string> _notes = [];
    private readonly HashSet<long> _forged = [];
    private Action<VerificationProgress> _progress = static _ => { };
    private FindingList _findings = new(0);
    private ChainWalk _chain = null!;
    private RecordJudge _judge = null!;
    private readonly Suspects _suspects = new();
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
        await ReadAnnouncementsAsync(cancellationToken).ConfigureAwait(false);
        _judge = new RecordJudge(_chain, _pending, head?.IsAdopting ?? false, _findings);
        var end = _chain.Next;
        await CompareAllAsync(options.Since, end, cancellationToken).ConfigureAwait(false);

        _judge.IsFirstTime = false;

        // 3. The end of the chain once more, and then what is still not explained.
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await AdvanceAsync(cancellationToken).ConfigureAwait(false);
        await ReadAnnouncementsAsync(cancellationToken).ConfigureAwait(false);
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

    /// <summary>What is about to be stored, and bears the seal. Without the key nobody can tell.</summary>
    private async Task ReadAnnouncementsAsync(CancellationToken cancellationToken)
    {
        _pending.Clear();
        foreach (var announcement in await proof.AnnouncementsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (key is not null && !key.IsSealed(announcement.Content.Span, announcement.Seal.Span))
            {
                if (_forged.Add(announcement.Number)) _findings.Add("forged", "announcement", $"Announcement {announcement.Number} was not written with the key of this proof.");
                continue;
            }

            foreach (var draft in DraftCodec.Read(announcement.Content) ?? []) _pending[(draft.Kind, draft.Project, draft.Id)] = draft;
        }
    }

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

    private async Task JudgeSuspectsAsync(CancellationToken cancellationToken)
    {
        foreach (var (project, id) in _suspects.Interactions)
        {
            var entries = await EntriesAsync([id], cancellationToken).ConfigureAwait(false);
            try
            {
                var record = await store.FindAsync(project, id, cancellationToken).ConfigureAwait(false);
                if ((record is null ? Missing(ProofKind.Interaction, project, entries[id]) : _judge.Judge(record, entries[id])) is { } finding) _findings.Add(finding);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _findings.Add("unreadable", "interaction", "It cannot be read: what is kept of it is damaged.", project: project, id: id.ToString(), sequence: entries[id].FirstOrDefault()?.Sequence);
            }
        }

        foreach (var ((project, id), about) in _suspects.Facts)
        {
            var entries = await EntriesAsync([id], cancellationToken).ConfigureAwait(false);
            var fact = await FactAsync(project, id, about, cancellationToken).ConfigureAwait(false);
            if ((fact is null ? Missing(ProofKind.Fact, project, entries[id]) : _judge.Judge(fact, entries[id])) is { } finding) _findings.Add(finding);
        }

        if (_suspects.Audit.Count == 0) return;
        var log = await AuditAsync(_suspects.Audit, cancellationToken).ConfigureAwait(false);
        foreach (var id in _suspects.Audit)
        {
            var entries = await EntriesAsync([id], cancellationToken).ConfigureAwait(false);
            var finding = log.TryGetValue(id, out var audit) ? _judge.Judge(audit, entries[id]) : Missing(ProofKind.Audit, null, entries[id]);
            if (finding is not null) _findings.Add(finding);
        }
    }

    private Finding? Missing(ProofKind kind, string? project, IEnumerable<ProofEntry> entries)
    {
        var entry = entries.FirstOrDefault(entry => entry.Kind == kind && (project is null || entry.Project == project) && _chain.Standing.Contains(entry.Sequence) && !_judge.HasSeen(entry.Sequence));
        if (entry is null) return null;
        return new Finding { Kind = "removed", What = ProofEntry.WordOf(kind), Project = entry.Project, Id = entry.Id.ToString(), Sequence = entry.Sequence, Text = "It was recorded and is not there, and no tombstone says so." };
    }

    private async Task<Fact?> FactAsync(string project, InteractionId id, InteractionId about, CancellationToken cancellationToken)
    {
        try
        {
            if (await store.FindAsync(project, about, cancellationToken).ConfigureAwait(false) is { } record && record.Facts.FirstOrDefault(fact => fact.FactId == id) is { } there) return there;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Its interaction is told of on its own.
            return null;
        }

        InteractionId? after = null;
        while (await store.WaitingFactsAsync(project, after, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } waiting)
        {
            if (waiting.FirstOrDefault(fact => fact.FactId == id) is { } fact) return fact;
            after = waiting[^1].FactId;
        }

        return null;
    }

    private async Task<Dictionary<InteractionId, AuditEntry>> AuditAsync(HashSet<InteractionId> wanted, CancellationToken cancellationToken)
    {
        var found = new Dictionary<InteractionId, AuditEntry>();
        InteractionId? before = null;
        while (true)
        {
            var page = await settings.AuditAsync(new AuditQuery { Limit = AuditQuery.MaxLimit, Before = before }, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Entries)
                if (wanted.Contains(entry.Id)) found[entry.Id] = entry;
            if (!page.HasMore) return found;
            before = page.Entries[^1].Id;
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

    /// <summary>What does not fit yet.</summary>
    private sealed class Suspects
    {
        public HashSet<(string Project, InteractionId Id)> Interactions { get; } = [];
        public Dictionary<(string Project, InteractionId Id), InteractionId> Facts { get; } = [];
        public HashSet<InteractionId> Audit { get; } = [];
    }
}
