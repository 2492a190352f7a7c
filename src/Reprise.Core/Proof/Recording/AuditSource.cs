using Reprise.Interactions;
using Reprise.Proof.Chain;
using Reprise.Settings;

namespace Reprise.Proof.Recording;

/// <summary>The audit log as it is.</summary>
internal sealed class AuditSource(ISettingsStore settings) : IProofSource
{
    public bool Keeps(ProofKind kind) => kind is ProofKind.Audit;

    public async Task<IReadOnlyList<Draft>?> HeldAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var wanted = drafts.ToDictionary(static draft => draft.Id);
        var held = new List<Draft>();
        // Ids sort by time, and entries in doubt are young.
        InteractionId? before = null;
        var oldest = wanted.Keys.Min();
        while (wanted.Count > 0)
        {
            var page = await settings.AuditAsync(new AuditQuery { Limit = AuditQuery.MaxLimit, Before = before }, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Entries)
                if (wanted.Remove(entry.Id, out var draft) && draft.Fits(entry)) held.Add(draft);
            if (!page.HasMore || page.Entries[^1].Id < oldest) break;
            before = page.Entries[^1].Id;
        }

        return held;
    }

    public Task<IReadOnlyList<RemovedRecord>?> GoneAsync(RemovalNote note, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RemovedRecord>?>(null);

    public async Task AdoptAsync(Func<IReadOnlyList<Draft>, Task> take, CancellationToken cancellationToken)
    {
        InteractionId? before = null;
        while (true)
        {
            var page = await settings.AuditAsync(new AuditQuery { Limit = AuditQuery.MaxLimit, Before = before }, cancellationToken).ConfigureAwait(false);
            if (page.Entries.Count == 0) return;
            await take([.. page.Entries.Reverse().Select(Draft.Of)]).ConfigureAwait(false);
            if (!page.HasMore) return;
            before = page.Entries[^1].Id;
        }
    }
}
