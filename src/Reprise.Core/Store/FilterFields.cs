using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>The vocabulary of the filter language. The same fields on every engine; <c>metadata.key</c> and <c>label.name</c> come on top.</summary>
public static class FilterFields
{
    public const string MetadataPrefix = "metadata.";
    public const string LabelPrefix = "label.";

    public static FilterField Timestamp { get; } = Field("timestamp", FilterFieldType.Time, false, "When the call began; also written since: and before:");

    public static IReadOnlyList<FilterField> All { get; } =
    [
        Field("id", FilterFieldType.Text, false, "The interaction's id"),
        Timestamp,
        Field("kind", FilterFieldType.Text, true, "What was called: llm, embedding, tool, api_request, cli_command, check or event"),
        Field("name", FilterFieldType.Text, true, "The tool called, or the operation"),
        Field("provider", FilterFieldType.Text, true, "The provider as configured"),
        Field("dialect", FilterFieldType.Text, true, "The wire format"),
        Field("model", FilterFieldType.Text, true, "The model asked for"),
        Field("response_model", FilterFieldType.Text, true, "The model that answered"),
        Field("status", FilterFieldType.Text, true, "How it ended: success, error, timeout or cancelled"),
        Field("http_status", FilterFieldType.Number, true, "The HTTP status of the answer"),
        Field("error_code", FilterFieldType.Text, true, "The error's code"),
        Field("user", FilterFieldType.Text, true, "The user, as a pseudonym"),
        Field("session", FilterFieldType.Text, true, "The session"),
        Field("trace", FilterFieldType.Text, true, "The trace"),
        Field("parent", FilterFieldType.Text, false, "The parent interaction or span"),
        Field("prompt_type", FilterFieldType.Text, true, "The caller's own kind of prompt"),
        Field("tag", FilterFieldType.TextSet, true, "One of the tags"),
        Field("stream", FilterFieldType.Flag, true, "Whether the answer was streamed"),
        Field("finish_reason", FilterFieldType.Text, true, "Why the model stopped, in the provider's word"),
        Field("ip", FilterFieldType.Text, true, "The caller's address, as policy keeps it"),
        Field("country", FilterFieldType.Text, true, "The caller's country"),
        Field("prompt_tokens", FilterFieldType.Number, false, "Tokens sent, cached ones included"),
        Field("completion_tokens", FilterFieldType.Number, false, "Tokens answered, reasoning included"),
        Field("total_tokens", FilterFieldType.Number, false, "Tokens altogether"),
        Field("cached_tokens", FilterFieldType.Number, false, "Tokens read from the provider's cache"),
        Field("cache_write_tokens", FilterFieldType.Number, false, "Tokens written to the provider's cache"),
        Field("reasoning_tokens", FilterFieldType.Number, false, "Tokens spent on thinking"),
        Field("estimated", FilterFieldType.Flag, true, "Whether token counts are our estimate"),
        Field("latency_ms", FilterFieldType.Number, false, "Milliseconds until the answer was complete"),
        Field("ttft_ms", FilterFieldType.Number, false, "Milliseconds until the first token"),
        Field("cost_usd", FilterFieldType.Number, false, "Cost in US dollars; a correction wins"),
        Field("saved_cost_usd", FilterFieldType.Number, false, "Cost a cache saved, in US dollars"),
        Field("cache", FilterFieldType.Text, true, "What the cache did: hit, semantic, miss or bypass"),
        Field("cache_policy", FilterFieldType.Text, true, "The cache policy that was asked"),
        Field("cache_reason", FilterFieldType.Text, true, "Why the cache did what it did, in one word"),
        Field("cache_similarity", FilterFieldType.Number, false, "How near the nearest kept question was; 1 is the same"),
        Field("cache_source", FilterFieldType.Text, false, "The id of the interaction whose answer was given"),
        Field("replay_of", FilterFieldType.Text, false, "The id of the interaction that it repeats"),
        Field("replay_run", FilterFieldType.Text, true, "The replay run or branch it belongs to"),
        Field("prompt_template", FilterFieldType.Text, true, "The prompt template behind the request, as name@version"),
        Field("sensitivity", FilterFieldType.Text, true, "How sensitive it is: public, internal, confidential or restricted"),
        Field("injection_score", FilterFieldType.Number, false, "How much the request looks like a prompt injection, 0 to 1"),
        Field("prompt_entropy", FilterFieldType.Number, false, "Entropy of the last user text in bits a character"),
        Field("yara", FilterFieldType.TextSet, true, "One of the YARA rules that matched, as namespace:rule"),
        Field("secret", FilterFieldType.TextSet, true, "One of the types of the secrets found"),
        Field("token", FilterFieldType.TextSet, true, "One of the kinds of suspicious characters found"),
        Field("security_action", FilterFieldType.Text, true, "What the security policy did: flag, redact or block"),
        Field("redacted", FilterFieldType.TextSet, true, "One of the types of what was redacted before it was stored"),
        Field("privacy_policy", FilterFieldType.Text, true, "The privacy policy that was in force"),
        Field("quality", FilterFieldType.Number, false, "Quality score, 0 to 1; the latest evaluation wins"),
        Field("flagged", FilterFieldType.Flag, true, "Whether it is flagged"),
        Field("rating", FilterFieldType.Number, true, "The latest feedback; 1 is up, -1 is down"),
        Field("label", FilterFieldType.TextSet, true, "The names of its labels; label.name asks for a label's value"),
        Field("prompt_hash", FilterFieldType.Text, true, "Hash of system prompt and last user text"),
        Field("input_hash", FilterFieldType.Text, true, "Hash of the whole request body"),
        Field("record_error", FilterFieldType.Text, false, "What was wrong with what we were given to record"),
        Field("request_bytes", FilterFieldType.Number, false, "Length of the request body"),
        Field("response_bytes", FilterFieldType.Number, false, "Length of the response body"),
    ];

    private static readonly Dictionary<string, FilterField> s_byName = All.ToDictionary(field => field.Name, StringComparer.Ordinal);

    // Names of the record and of everyday speech for the same things.
    private static readonly Dictionary<string, string> s_aliases = new(StringComparer.Ordinal)
    {
        ["interaction_id"] = "id", ["user_id"] = "user", ["session_id"] = "session", ["trace_id"] = "trace", ["parent_id"] = "parent",
        ["tags"] = "tag", ["labels"] = "label", ["quality_score"] = "quality", ["total_cost_usd"] = "cost_usd", ["cost"] = "cost_usd",
        ["latency"] = "latency_ms", ["ttft"] = "ttft_ms", ["ip_address"] = "ip", ["cache_status"] = "cache", ["time"] = "timestamp",
        ["run"] = "replay_run", ["template"] = "prompt_template",
        ["sensitivity_level"] = "sensitivity", ["injection"] = "injection_score", ["entropy"] = "prompt_entropy", ["yara_matches"] = "yara", ["secrets"] = "secret",
        ["redactions"] = "redacted",
    };

    /// <summary>The field of that name, alias, <c>metadata.key</c> or <c>label.name</c>; null when there is none.</summary>
    public static FilterField? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (s_byName.TryGetValue(name, out var field)) return field;
        if (s_aliases.TryGetValue(name, out var known)) return s_byName[known];
        if (IsKeyed(name, MetadataPrefix)) return Field(name, FilterFieldType.Text, true, "A value of the caller's metadata");
        if (IsKeyed(name, LabelPrefix)) return Field(name, FilterFieldType.Text, true, "The value of a label");
        return null;
    }

    /// <summary>The words a field takes when its set is closed, else null.</summary>
    public static IReadOnlyList<string>? ValuesOf(FilterField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.Name switch
        {
            "kind" => Words.Kinds,
            "status" => Words.Statuses,
            "cache" => ["hit", "semantic", "miss", "bypass"],
            _ => field.Type == FilterFieldType.Flag ? ["true", "false"] : null,
        };
    }

    /// <summary>The known name nearest to a mistyped one, or null when none is near.</summary>
    public static string? Suggest(string name) =>
        Spelling.Nearest(name, All.Select(field => field.Name).Concat(s_aliases.Keys).Concat(["since", "before"]));

    private static bool IsKeyed(string name, string prefix) => name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal);

    private static FilterField Field(string name, FilterFieldType type, bool canGroup, string description) => new(name, type, canGroup, description);
}
