using System.Collections.Frozen;

namespace Reprise.Transfer.Export;

/// <summary>Which columns a CSV file has, each a path into the record under a name of its own.</summary>
public sealed class CsvColumns
{
    /// <summary>Short names for what lies deeper; everything else is named by its path.</summary>
    private static readonly FrozenDictionary<string, string> s_short = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["prompt"] = "request.prompt", ["system_prompt"] = "request.system_prompt", ["content"] = "response.content", ["reasoning"] = "response.reasoning",
        ["finish_reason"] = "response.finish_reason", ["prompt_tokens"] = "metrics.prompt_tokens", ["completion_tokens"] = "metrics.completion_tokens",
        ["total_tokens"] = "metrics.total_tokens", ["cached_tokens"] = "metrics.cached_tokens", ["cache_write_tokens"] = "metrics.cache_write_tokens",
        ["reasoning_tokens"] = "metrics.reasoning_tokens", ["latency_ms"] = "metrics.latency_ms", ["ttft_ms"] = "metrics.ttft_ms",
        ["total_cost_usd"] = "metrics.total_cost_usd", ["saved_cost_usd"] = "metrics.saved_cost_usd", ["cache_status"] = "cache.status",
        ["flagged"] = "evaluation.flagged", ["flag_reason"] = "evaluation.flag_reason", ["relevance_score"] = "evaluation.relevance_score",
        ["security_score"] = "evaluation.security_score", ["rating"] = "feedback.rating", ["comment"] = "feedback.comment",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private CsvColumns(IReadOnlyList<CsvColumn> all) => All = all;

    public static CsvColumns Default { get; } = new([.. new[]
    {
        "interaction_id", "timestamp", "kind", "name", "provider", "model", "response_model", "status", "http_status", "error_code", "error_message", "user_id",
        "session_id", "trace_id", "parent_id", "prompt_type", "tags", "prompt", "content", "finish_reason", "prompt_tokens", "completion_tokens", "total_tokens",
        "cached_tokens", "reasoning_tokens", "latency_ms", "ttft_ms", "total_cost_usd", "saved_cost_usd", "cache_status", "quality_score", "rating", "flagged",
        "metadata",
    }.Select(Column)]);

    public IReadOnlyList<CsvColumn> All { get; }

    /// <summary>Reads a list such as <c>timestamp,model,metadata.team</c>.</summary>
    /// <returns>The columns, or what is wrong with the list.</returns>
    public static (CsvColumns? Columns, string? Mistake) Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var columns = text.Split(',', StringSplitOptions.TrimEntries).Select(Column).ToList();
        if (columns.Find(column => column.Path != ModelMark.Member && !RecordPaths.IsKnown(column.Path)) is { } unknown)
            return (null, unknown.Name.Length == 0 ? "a name is empty" : $"a record has no field '{unknown.Name}'; expected names such as {string.Join(", ", Default.All.Take(6).Select(column => column.Name))}, metadata.team");
        return columns.Select(column => column.Name).Distinct(StringComparer.Ordinal).Count() < columns.Count ? (null, "a name stands there twice") : (new CsvColumns(columns), null);
    }

    /// <summary>Where a column stands; −1 when the file has it not.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].Name == name) return i;
        }

        return -1;
    }

    private static CsvColumn Column(string name) => new(name, s_short.GetValueOrDefault(name, name));
}

/// <param name="Name">At the top of the file.</param>
/// <param name="Path">In the record, with dots.</param>
public sealed record CsvColumn(string Name, string Path);
