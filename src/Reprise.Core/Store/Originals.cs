using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>
/// What a filter selects to be asked again, or to become cases: calls of people's programs. Replays, judges' calls and checks of the cache are left out unless the
/// filter asks for them by their field or tag.
/// </summary>
public static class Originals
{
    private static readonly string[] s_ownTags = ["judge", "cache-check"];
    private static readonly string[] s_replayFields = ["replay_of", "replay_run"];

    /// <summary>Whether the server made it for itself: what judges say, and what checks of the cache ask. Told by the tag, which a client may set too.</summary>
    public static bool IsOwnCall(Interaction interaction)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        return interaction.Tags.Any(static tag => s_ownTags.Contains(tag, StringComparer.Ordinal));
    }

    /// <summary>The filter, without what it does not ask for.</summary>
    public static Filter Of(Filter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var parts = new List<Filter> { filter };
        if (!AsksFor(filter, static field => s_replayFields.Contains(field.Field.Name, StringComparer.Ordinal)))
            parts.AddRange(s_replayFields.Select(static name => new FieldFilter(FieldOf(name), FilterOperator.Missing, null)));
        if (!AsksFor(filter, static field => field is { Field.Name: "tag", Value: string tag } && s_ownTags.Any(own => tag == own || tag.EndsWith("/" + own, StringComparison.Ordinal))))
            parts.AddRange(s_ownTags.Select(static tag => new NotFilter(new FieldFilter(FieldOf("tag"), FilterOperator.Equal, tag))));
        return new AndFilter(parts);
    }

    /// <summary>Whether a field stands in it otherwise than to be kept out.</summary>
    private static bool AsksFor(Filter filter, Func<FieldFilter, bool> isWanted) => filter switch
    {
        AndFilter all => all.Parts.Any(part => AsksFor(part, isWanted)),
        OrFilter any => any.Parts.Any(part => AsksFor(part, isWanted)),
        FieldFilter { Operator: not FilterOperator.Missing } field => isWanted(field),
        _ => false,
    };

    private static FilterField FieldOf(string name) => FilterFields.Find(name) ?? throw new InvalidOperationException($"The record has no field '{name}'.");
}
