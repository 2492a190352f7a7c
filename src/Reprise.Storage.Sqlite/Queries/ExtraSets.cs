using Reprise.Store;

namespace Reprise.Storage.Sqlite.Queries;

/// <summary>A set inside the JSON of rare values, in the row <c>i</c>.</summary>
/// <param name="Json">Its JSON text; null where there is none.</param>
/// <param name="Each">Its rows.</param>
/// <param name="Item">The text of one of them.</param>
/// <param name="List">It as a JSON array; null where there is none.</param>
/// <param name="End">What follows a whole text in its JSON.</param>
internal sealed record ExtraSet(string Json, string Each, string Item, string List, string End);

/// <summary>The fields that are such sets.</summary>
internal static class ExtraSets
{
    private const string Counts = "$.privacy.counts";

    private static readonly Dictionary<string, ExtraSet> s_sets = new(StringComparer.Ordinal)
    {
        ["yara"] = OfArray("$.security.yara_matches"),
        ["secret"] = OfArray("$.security.secrets"),
        ["token"] = OfArray("$.security.token_inspection_result.suspicious"),
        // The types of what was redacted are the names of their counts.
        ["redacted"] = new($"i.extra -> '{Counts}'", $"json_each(i.extra, '{Counts}') AS t", "t.key", $"(SELECT nullif(json_group_array(t.key), '[]') FROM json_each(i.extra, '{Counts}') AS t)", ":"),
    };

    public static ExtraSet? Find(FilterField field) => s_sets.GetValueOrDefault(field.Name);

    private static ExtraSet OfArray(string path) => new($"i.extra -> '{path}'", $"json_each(i.extra, '{path}') AS t", "t.value", $"i.extra -> '{path}'", "");
}
