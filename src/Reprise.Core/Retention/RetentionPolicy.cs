using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Retention;

/// <summary>A value in force and who says so.</summary>
/// <param name="Value">The value.</param>
/// <param name="Source">The full name of a configuration value, <c>setting of …</c>, or <c>built in</c>.</param>
public readonly record struct Sourced<T>(T Value, string Source);

/// <summary>What is in force in a project: for all kinds, and for those of which something else is said.</summary>
public sealed record RetentionPolicy
{
    public required string Project { get; init; }

    /// <summary>For every kind that has no rules of its own; its two limits are those of the whole project.</summary>
    public required RetentionRules All { get; init; }

    /// <summary>Kinds with rules of their own, in the order of their words. Their limits count that kind alone, beside the project's.</summary>
    public required IReadOnlyList<KindRules> Kinds { get; init; }

    /// <summary>Groups of kinds for which something is the same; together they cover every kind.</summary>
    internal IReadOnlyList<KindGroup<T>> GroupBy<T>(Func<RetentionRules, T> select)
    {
        var standard = select(All);
        var others = Kinds.Where(kind => !EqualityComparer<T>.Default.Equals(select(kind.Rules), standard)).ToList();
        var groups = others.GroupBy(kind => select(kind.Rules)).Select(group => new KindGroup<T>(group.Key, string.Join(',', group.Select(kind => Words.Of(kind.Kind))), AnyOf([.. group.Select(kind => kind.Kind)])));
        var rest = others.Count == 0
            ? new KindGroup<T>(standard, "all", Filter.All)
            : new KindGroup<T>(standard, $"all but {string.Join(',', others.Select(kind => Words.Of(kind.Kind)))}", new NotFilter(AnyOf([.. others.Select(kind => kind.Kind)])));
        return [rest, .. groups];
    }

    internal static Filter AnyOf(params IReadOnlyList<InteractionKind> kinds)
    {
        var field = FilterFields.Find("kind")!;
        Filter[] parts = [.. kinds.Select(kind => new FieldFilter(field, FilterOperator.Equal, Words.Of(kind)))];
        return parts.Length == 1 ? parts[0] : new OrFilter(parts);
    }
}

/// <summary>Values as <see cref="RetentionValues"/> has them, all of them said.</summary>
public sealed record RetentionRules
{
    public required Sourced<int> Days { get; init; }
    public required Sourced<int> BodyDays { get; init; }
    public required Sourced<long> MaxInteractions { get; init; }
    public required Sourced<long> MaxBytes { get; init; }
}

public sealed record KindRules(InteractionKind Kind, RetentionRules Rules);

/// <param name="Value">What these kinds share.</param>
/// <param name="Name">Their words, for people.</param>
/// <param name="Filter">Selects them.</param>
internal sealed record KindGroup<T>(T Value, string Name, Filter Filter);
