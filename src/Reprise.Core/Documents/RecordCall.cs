using System.Text.Json;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Documents;

/// <summary>
/// What a record's <c>request</c> says of the call beside its body: the query string and the headers on which the answer depends. They become columns and are
/// then no part of the body. Requests of other recorders may have members of these names in another shape, which stay where they are.
/// </summary>
internal sealed record RecordCall(string? Query, IReadOnlyList<KeyValuePair<string, string>> Headers, JsonElement? Body)
{
    private const string QueryName = "query";
    private const string HeadersName = "headers";
    private const int MaxQuery = 16 * 1024;

    /// <summary>Only requests to models have one of these.</summary>
    private static readonly string[] s_ofModels = ["prompt", "system_prompt", "messages"];

    /// <summary>
    /// Whether a record is of a call over HTTP: it says so by its operation or by its dialect, or it is of a call to a model. A tool's input may have members of these
    /// names that are its own.
    /// </summary>
    public static bool IsOverHttp(RecordFields fields)
    {
        if (HttpOperation.Find(Word(fields, "operation")) is not null) return true;
        if (DialectCatalog.FindByName(Word(fields, "dialect")) is { } known && known != DialectCatalog.Reprise && known != DialectCatalog.Opaque) return true;
        if (Word(fields, "kind", "interaction_type") is { } kind) return Words.ReadKind(kind) is InteractionKind.Llm or InteractionKind.Embedding;
        if (fields.Value("tool_id", "tool_name", "command") is not null) return false;
        return Word(fields, "provider", "model", "model_name") is not null || fields.Value("request") is { } request && Array.Exists(s_ofModels, name => request.Field(name) is not null);
    }

    public static RecordCall Of(JsonElement? request, bool isOverHttp)
    {
        if (!isOverHttp) return new RecordCall(null, [], request);
        var query = request?.Text(QueryName) is { Length: <= MaxQuery } text && text.StartsWith('?') && !text.AsSpan().ContainsAny(' ', '\n', '\t') ? text : null;
        var headers = request?.Object(HeadersName);
        var body = request;
        if (query is not null) body = Sections.Without(body, QueryName);
        if (headers is { } ours && ours.EnumerateObject().Any() && ours.EnumerateObject().All(h => h.Value.ValueKind == JsonValueKind.String && AnswerHeaders.Names.Contains(h.Name))) body = Sections.Without(body, HeadersName);
        return new RecordCall(RecordableQuery.Of(query)?.Replace('\0', '\uFFFD'), AnswerHeaders.Of(name => headers?.Text(name)), body);
    }

    private static string? Word(RecordFields fields, params ReadOnlySpan<string> names) => fields.Value(names) is { ValueKind: JsonValueKind.String } word ? word.GetString() : null;
}
