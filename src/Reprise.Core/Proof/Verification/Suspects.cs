using Reprise.Interactions;
using Reprise.Proof.Chain;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Proof.Verification;

/// <summary>What did not fit when everything was gone through, and is looked at once more, one by one.</summary>
internal sealed class Suspects(IProofStore proof, IInteractionStore store, ISettingsStore settings, ChainWalk chain)
{
    private const int PageSize = 500;

    public HashSet<(string Project, InteractionId Id)> Interactions { get; } = [];

    /// <summary>By what they speak of.</summary>
    public Dictionary<(string Project, InteractionId Id), InteractionId> Facts { get; } = [];

    public HashSet<InteractionId> Audit { get; } = [];

    /// <summary>What is to be said of them as things stand now.</summary>
    public async Task<IReadOnlyList<Finding>> JudgeAsync(RecordJudge judge, AnnouncedWork announced, CancellationToken cancellationToken)
    {
        var found = new List<Finding>();
        foreach (var (project, id) in Interactions)
        {
            var entries = await EntriesAsync([id], cancellationToken).ConfigureAwait(false);
            try
            {
                var record = await store.FindAsync(project, id, cancellationToken).ConfigureAwait(false);
                if ((record is null ? Missing(ProofKind.Interaction, project, entries[id], judge, announced) : judge.Judge(record, entries[id])) is { } finding) found.Add(finding);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // What was erased by its key cannot be read either, and has a tombstone.
                if (entries[id].Any() && !entries[id].Any(entry => chain.Standing.Contains(entry.Sequence))) continue;
                found.Add(new Finding { Kind = "unreadable", What = "interaction", Project = project, Id = id.ToString(), Sequence = entries[id].FirstOrDefault()?.Sequence, Text = "It cannot be read: what is kept of it is damaged, or its key is gone." });
            }
        }

        foreach (var ((project, id), about) in Facts)
        {
            var entries = await EntriesAsync([id], cancellationToken).ConfigureAwait(false);
            var fact = await FactAsync(project, id, about, cancellationToken).ConfigureAwait(false);
            if ((fact is null ? Missing(ProofKind.Fact, project, entries[id], judge, announced) : judge.Judge(fact, entries[id])) is { } finding) found.Add(finding);
        }

        if (Audit.Count == 0) return found;
        var log = await AuditAsync(Audit, cancellationToken).ConfigureAwait(false);
        foreach (var id in Audit)
        {
            var entries = await EntriesAsync([id], cancellationToken).ConfigureAwait(false);
            var finding = log.TryGetValue(id, out var audit) ? judge.Judge(audit, entries[id]) : Missing(ProofKind.Audit, null, entries[id], judge, announced);
            if (finding is not null) found.Add(finding);
        }

        return found;
    }

    private Finding? Missing(ProofKind kind, string? project, IEnumerable<ProofEntry> entries, RecordJudge judge, AnnouncedWork announced)
    {
        var entry = entries.FirstOrDefault(entry => entry.Kind == kind && (project is null || entry.Project == project) && chain.Standing.Contains(entry.Sequence) && !judge.HasSeen(entry.Sequence));
        if (entry is null || announced.IsRemoving(entry.Sequence)) return null;
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

    private async Task<ILookup<InteractionId, ProofEntry>> EntriesAsync(IReadOnlyCollection<InteractionId> ids, CancellationToken cancellationToken) =>
        (await proof.FindAsync(ids, cancellationToken).ConfigureAwait(false)).ToLookup(static entry => entry.Id);
}
