namespace Reprise.Datasets;

/// <summary>In what two versions of a dataset differ, by the names of their cases.</summary>
public sealed record DatasetComparison
{
    /// <summary>Names of each kind that are told.</summary>
    public const int MostNames = 100;

    public required int From { get; init; }
    public required int To { get; init; }
    public required int Added { get; init; }
    public required int Removed { get; init; }
    public required int Changed { get; init; }
    public required int Same { get; init; }

    /// <summary>The first of them, at most 100.</summary>
    public required IReadOnlyList<string> AddedCases { get; init; }

    /// <inheritdoc cref="AddedCases"/>
    public required IReadOnlyList<string> RemovedCases { get; init; }

    /// <inheritdoc cref="AddedCases"/>
    public required IReadOnlyList<string> ChangedCases { get; init; }

    /// <summary>Reads both versions once; keeps names and hashes only.</summary>
    public static async Task<DatasetComparison> OfAsync(IDatasets datasets, string project, string name, int from, int to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        var before = new Dictionary<string, UInt128>(StringComparer.Ordinal);
        await foreach (var item in datasets.CasesAsync(project, name, from, cancellationToken).ConfigureAwait(false)) before[item.CaseId] = CaseNote.Of(item).Hash();
        List<string> added = [], removed = [], changed = [];
        int addedCount = 0, changedCount = 0, same = 0;
        await foreach (var item in datasets.CasesAsync(project, name, to, cancellationToken).ConfigureAwait(false))
        {
            if (!before.Remove(item.CaseId, out var hash)) Take(added, item.CaseId, ref addedCount);
            else if (hash != CaseNote.Of(item).Hash()) Take(changed, item.CaseId, ref changedCount);
            else same++;
        }

        removed.AddRange(before.Keys.Take(MostNames));
        return new DatasetComparison
        {
            From = from, To = to, Added = addedCount, Removed = before.Count, Changed = changedCount, Same = same, AddedCases = added, RemovedCases = removed, ChangedCases = changed,
        };
    }

    private static void Take(List<string> names, string name, ref int count)
    {
        if (++count <= MostNames) names.Add(name);
    }
}
