using Reprise.Capture;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Interactions;

/// <summary>Reads interactions for the API.</summary>
internal sealed class InteractionReads(IInteractionStore store, CaptureQueue queue, DocumentWriter writer, TimeProvider time)
{
    /// <summary>An answer's id is known to its caller a batch before the interaction is stored; so long it is waited for.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public async Task<InteractionPageDocument> PageAsync(InteractionQuery query, CancellationToken cancellationToken)
    {
        var page = await store.SearchAsync(query, cancellationToken);
        return new InteractionPageDocument { Items = [.. page.Items.Select(item => DocumentWriter.Summarise(item.Interaction, item.Facts))], Cursor = page.Cursor };
    }

    public async Task<InteractionDocument> GetAsync(string project, string id, bool bodies, CancellationToken cancellationToken) =>
        writer.Write(await RecordAsync(project, id, cancellationToken), bodies);

    /// <summary>The record, or a problem when there is none.</summary>
    public async Task<RecordedInteraction> RecordAsync(string project, string id, CancellationToken cancellationToken)
    {
        if (!InteractionId.TryParse(id, out var parsed)) throw ApiProblem.InvalidId(id);
        return await FindAsync(project, parsed, cancellationToken) ?? throw ApiProblem.InteractionNotFound(id, project);
    }

    /// <summary>The record, or null when there is none.</summary>
    public async Task<RecordedInteraction?> FindAsync(string project, InteractionId id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(project, id, cancellationToken) is { } found) return found;
        return await queue.SettleAsync(s_patience, time, cancellationToken) ? await store.FindAsync(project, id, cancellationToken) : null;
    }
}
