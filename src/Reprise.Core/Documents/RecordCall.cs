using System.Text.Json;
using Reprise.Interactions;

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

    public static RecordCall Of(JsonElement? request)
    {
        var query = request?.Text(QueryName) is { Length: <= MaxQuery } text && text.StartsWith('?') ? text : null;
        var headers = request?.Object(HeadersName);
        var body = request;
        if (query is not null) body = Sections.Without(body, QueryName);
        if (headers is { } ours && ours.EnumerateObject().All(h => h.Value.ValueKind == JsonValueKind.String && AnswerHeaders.Names.Contains(h.Name))) body = Sections.Without(body, HeadersName);
        return new RecordCall(RecordableQuery.Of(query)?.Replace('\0', '\uFFFD'), AnswerHeaders.Of(name => headers?.Text(name)), body);
    }
}
