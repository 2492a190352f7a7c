using System.Globalization;
using Reprise.Store;

namespace Reprise.Prompts;

/// <summary>Compares the versions of a template over the record, by the <c>prompt_template</c> of its calls.</summary>
/// <param name="store">The record.</param>
public sealed class PromptComparisons(IInteractionStore store)
{
    /// <summary>Calls of one version that are read, the newest first.</summary>
    public const int MostCalls = 50_000;

    private const int PageSize = 1000;

    /// <summary>Only the versions of the template, between two times; unbounded when null.</summary>
    public async Task<PromptComparison> CompareAsync(string project, Prompt prompt, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var all = new List<VersionFigures>();
        foreach (var version in prompt.Versions)
        {
            var figures = await ReadAsync(project, prompt.Name, version.Number, from, to, cancellationToken).ConfigureAwait(false);
            if (figures.Calls > 0) all.Add(figures);
        }

        var few = all.Where(static one => one.Calls < PromptComparison.Enough).Select(static one => one.Version.ToString(CultureInfo.InvariantCulture)).ToList();
        return new PromptComparison
        {
            Name = prompt.Name, Versions = all, Differences = [.. all.Skip(1).SelectMany(later => PromptDifferences.Of(all[0], later))],
            Note = all.Count < 2 ? "Fewer than two versions have calls in this time: there is nothing to compare."
                : few.Count > 0 ? $"Version {string.Join(", ", few)} has fewer than {PromptComparison.Enough} calls: too few to say in what it differs." : null,
        };
    }

    private async Task<VersionFigures> ReadAsync(string project, string name, int version, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        var field = FilterFields.Find("prompt_template")!;
        Filter filter = new FieldFilter(field, FilterOperator.Equal, string.Create(CultureInfo.InvariantCulture, $"{name}@{version}"));
        var query = new InteractionQuery { Project = project, Filter = filter, From = from, To = to, Limit = PageSize };
        var figures = new PromptFigures(version);
        do
        {
            var page = await store.SearchAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                if (figures.Calls == MostCalls) return figures.ToFigures(truncated: true);
                if (item.Interaction.Replay is null) figures.Add(item.Interaction, item.Facts);
            }

            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);
        return figures.ToFigures(truncated: false);
    }
}
