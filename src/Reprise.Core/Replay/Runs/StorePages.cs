using System.Runtime.CompilerServices;
using Reprise.Store;

namespace Reprise.Replay.Runs;

/// <summary>A query read to its end, a page at a time.</summary>
internal static class StorePages
{
    public static async IAsyncEnumerable<InteractionSummary> ReadAsync(IInteractionStore store, InteractionQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var page = await store.SearchAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items) yield return item;
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);
    }
}
