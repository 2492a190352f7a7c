using System.Diagnostics;
using Reprise.Interactions;
using Reprise.Proof.Chain;
using Reprise.Store;

namespace Reprise.Proof.Recording;

/// <summary>Interactions and facts as they are on record.</summary>
internal sealed class RecordSource(IInteractionStore store, AppendGate gate) : IProofSource
{
    private const int PageSize = 200;

    public bool Keeps(ProofKind kind) => kind is ProofKind.Interaction or ProofKind.Fact;

    public async Task<IReadOnlyList<Draft>?> HeldAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        if (!gate.TryEnter()) return null;
        try
        {
            var held = new List<Draft>();
            foreach (var draft in drafts)
            {
                var isFact = draft.Kind is ProofKind.Fact;
                var record = await store.FindAsync(draft.Project, isFact ? draft.About : draft.Id, cancellationToken).ConfigureAwait(false);
                if (isFact ? await FactAsync(draft, record, cancellationToken).ConfigureAwait(false) is { } fact && draft.Fits(fact) : record is not null && draft.Fits(record)) held.Add(draft);
            }

            return held;
        }
        finally
        {
            gate.Leave();
        }
    }

    public async Task<IReadOnlyList<RemovedRecord>?> GoneAsync(RemovalNote note, CancellationToken cancellationToken)
    {
        if (!gate.TryEnter()) return null;
        try
        {
            return await GoneNowAsync(note, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>The same for whoever is inside the gate.</summary>
    public async Task<IReadOnlyList<RemovedRecord>> GoneNowAsync(RemovalNote note, CancellationToken cancellationToken)
    {
        var gone = new List<RemovedRecord>();
        foreach (var record in note.Records)
        {
            var found = await store.FindAsync(note.Project, InteractionId.Parse(record.Id), cancellationToken).ConfigureAwait(false);
            if (found is null ? !note.BodiesOnly : note.BodiesOnly && IsBare(found)) gone.Add(record);
        }

        return gone;
    }

    public async Task AdoptAsync(Func<IReadOnlyList<Draft>, Task> take, CancellationToken cancellationToken)
    {
        foreach (var project in await store.ProjectsAsync(cancellationToken).ConfigureAwait(false))
        {
            var query = new InteractionQuery { Project = project, Ascending = true, Limit = PageSize };
            do
            {
                var began = Stopwatch.GetTimestamp();
                await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    var page = await store.ReadAsync(query, cancellationToken).ConfigureAwait(false);
                    await take([.. page.Items.Select(Draft.Of), .. page.Items.SelectMany(static item => item.Facts).Select(Draft.Of)]).ConfigureAwait(false);
                    query = query with { Cursor = page.Cursor };
                }
                finally
                {
                    gate.Leave();
                }

                // Half of the time is recording's.
                if (query.Cursor is not null) await Task.Delay(Stopwatch.GetElapsedTime(began), cancellationToken).ConfigureAwait(false);
            }
            while (query.Cursor is not null);

            InteractionId? after = null;
            while (await store.WaitingFactsAsync(project, after, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } waiting)
            {
                await take([.. waiting.Select(Draft.Of)]).ConfigureAwait(false);
                after = waiting[^1].FactId;
            }
        }
    }

    /// <summary>A fact on its interaction, or among those that wait for theirs, which come in the order of their ids.</summary>
    private async Task<Fact?> FactAsync(Draft draft, RecordedInteraction? record, CancellationToken cancellationToken)
    {
        if (record is not null) return record.Facts.FirstOrDefault(fact => fact.FactId == draft.Id);
        var before = draft.Id.ToByteArray();
        for (var i = before.Length - 1; i >= 0 && before[i]-- == 0; i--) { }
        var waiting = await store.WaitingFactsAsync(draft.Project, InteractionId.FromBytes(before), 1, cancellationToken).ConfigureAwait(false);
        return waiting is [var fact] && fact.FactId == draft.Id ? fact : null;
    }

    private static bool IsBare(RecordedInteraction record) =>
        record is { Request: null, Response: null, ResponseHeaders.Count: 0 } && record.Interaction is { PromptPreview: null, ContentPreview: null };
}
