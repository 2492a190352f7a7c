namespace Reprise.Store;

/// <summary>Refuses queries outside the contract, the same on every engine.</summary>
public static class QueryLimits
{
    /// <summary>Groups that one aggregate may count, before the largest are chosen: some 200 MB. More are refused with <see cref="TooManyGroupsException"/>.</summary>
    public const int MaxCountedGroups = 200_000;

    public static void Check(InteractionQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentException.ThrowIfNullOrEmpty(query.Project);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, InteractionQuery.MaxLimit);
        PageCursor.Of(query);
    }

    /// <summary>Checks the query and gives the fields to group by.</summary>
    public static IReadOnlyList<FilterField> Check(AggregateQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentException.ThrowIfNullOrEmpty(query.Project);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, AggregateQuery.MaxGroups);
        if (query.Bucket is { } bucket) ArgumentOutOfRangeException.ThrowIfLessThan(bucket, TimeSpan.FromSeconds(1));
        if (query.GroupBy.Count > 2) throw new ArgumentException("An aggregate groups by two fields at most.", nameof(query));
        return [.. query.GroupBy.Select(GroupField)];
    }

    private static FilterField GroupField(string name)
    {
        var field = FilterFields.Find(name) ?? throw new ArgumentException($"There is no field '{name}' to group by.");
        return field.CanGroup ? field : throw new ArgumentException($"The field '{name}' cannot be grouped by.");
    }
}
