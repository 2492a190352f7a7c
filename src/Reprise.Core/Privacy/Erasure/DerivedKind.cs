using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Privacy.Erasure;

/// <summary>Interactions that repeat the texts of another one.</summary>
/// <param name="Name">What they are counted as.</param>
/// <param name="Filter">Selects all that may be of the kind.</param>
/// <param name="OriginOf">Whose texts one repeats; null when it turns out to be of another kind.</param>
/// <param name="BodiesOnly">Whether it is somebody else's call, which stays without its texts.</param>
internal sealed record DerivedKind(string Name, Filter Filter, Func<Interaction, InteractionId?> OriginOf, bool BodiesOnly)
{
    /// <summary>In the order in which one leads to the next.</summary>
    public static IReadOnlyList<DerivedKind> All { get; } =
    [
        new("replays", Present("replay_of"), static one => one.Replay?.Of, BodiesOnly: false),
        new("judgements", Tagged("judge"), Parent, BodiesOnly: false),
        new("cache_checks", Tagged("cache-check"), Parent, BodiesOnly: false),
        new("answers_given_again", Present("cache_source"), static one => one.Cache?.SourceInteractionId, BodiesOnly: true),
    ];

    private static InteractionId? Parent(Interaction one) => InteractionId.TryParse(one.ParentId, out var parent) ? parent : null;

    private static FieldFilter Present(string field) => new(FilterFields.Find(field)!, FilterOperator.Present, null);

    private static FieldFilter Tagged(string tag) => new(FilterFields.Find("tag")!, FilterOperator.Equal, tag);
}

/// <summary>Queries that select interactions by their ids.</summary>
internal static class NamedQueries
{
    /// <summary>Engines limit how long one condition may be.</summary>
    private const int IdsTogether = 100;

    public static IEnumerable<InteractionQuery> Of(ErasureRecord record, IReadOnlyList<InteractionSummary> items)
    {
        var id = FilterFields.Find("id")!;
        foreach (var some in items.OrderBy(item => item.Interaction.Timestamp).Chunk(IdsTogether))
        {
            yield return new InteractionQuery
            {
                Project = record.Project,
                Filter = new OrFilter([.. some.Select(item => new FieldFilter(id, FilterOperator.Equal, item.Interaction.Id.ToString()))]),
                From = some[0].Interaction.Timestamp,
                To = some[^1].Interaction.Timestamp.AddMilliseconds(1),
                Reason = $"erasure:{record.Id}",
                Actor = record.Actor,
            };
        }
    }
}
