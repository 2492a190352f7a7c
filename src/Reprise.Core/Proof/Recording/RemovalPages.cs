using Reprise.Proof.Chain;
using Reprise.Store;

namespace Reprise.Proof.Recording;

/// <summary>How a removal is cut into pages whose every interaction is known by name before it goes.</summary>
internal static class RemovalPages
{
    public const int Limit = 500;

    // Engines limit how long a condition may be.
    private const int IdsTogether = 100;

    private static readonly FilterField s_id = FilterFields.Find("id")!;

    /// <summary>Which of a page have entries, and which entries those and their facts are. Bodies that are gone already are left out.</summary>
    public static async Task<RemovalNote> NoteAsync(ProofLog log, InteractionQuery query, IReadOnlyList<InteractionSummary> items, bool bodiesOnly, CancellationToken cancellationToken)
    {
        var entries = await log.LiveAsync([.. items.Select(static item => item.Interaction.Id).Concat(bodiesOnly ? [] : items.SelectMany(static item => item.Facts.Select(static fact => fact.FactId)))], query.Project, cancellationToken).ConfigureAwait(false);
        var records = new List<RemovedRecord>(items.Count);
        foreach (var item in items)
        {
            var entry = entries.GetValueOrDefault((ProofKind.Interaction, item.Interaction.Id));
            var facts = bodiesOnly ? [] : item.Facts.Select(fact => entries.GetValueOrDefault((ProofKind.Fact, fact.FactId))).OfType<ProofEntry>().Select(static fact => fact.Sequence).ToList();
            if (bodiesOnly ? entry is null or { BodiesSalt.Length: 0 } : entry is null && facts.Count == 0) continue;
            records.Add(new RemovedRecord(item.Interaction.Id.ToString(), entry?.Sequence ?? -1, facts));
        }

        return new RemovalNote { Project = query.Project, BodiesOnly = bodiesOnly, Reason = query.Reason ?? "deletion", Actor = query.Actor, Records = records };
    }

    /// <summary>What is left of the query from the page on: its last page.</summary>
    public static IEnumerable<InteractionQuery> Whole(InteractionQuery query, IReadOnlyList<InteractionSummary> items) =>
        [query with { Cursor = null, From = items[0].Interaction.Timestamp, To = items[^1].Interaction.Timestamp.AddMilliseconds(1) }];

    /// <summary>Selects the interactions of a page and no others, as far as the query still does.</summary>
    public static IEnumerable<InteractionQuery> Selections(InteractionQuery query, IReadOnlyList<InteractionSummary> items)
    {
        var page = query with { Cursor = null, From = items[0].Interaction.Timestamp, To = items[^1].Interaction.Timestamp.AddMilliseconds(1) };
        foreach (var ids in items.Select(static item => item.Interaction.Id).Chunk(IdsTogether))
            yield return page with { Filter = new AndFilter([new OrFilter([.. ids.Select(static id => new FieldFilter(s_id, FilterOperator.Equal, id.ToString()))]), query.Filter]) };
    }
}
