using System.Text;
using System.Text.Json;
using Reprise.Cache.Keys;
using Reprise.Cache.Policies;
using Reprise.Cache.Tools;
using Reprise.Interactions;
using Reprise.Server.Api;
using Reprise.Server.Interactions;
using Reprise.Wire;

namespace Reprise.Server.Cache.Api;

/// <summary>Reads the key of what is to be explained.</summary>
internal sealed class ExplainedRequests(CachePolicies policies, InteractionReads reads)
{
    private static readonly JsonWriterOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The key, the policy it is under, and the interaction it is of, if it is one's.</returns>
    public async Task<(CacheKey Key, PolicyInForce Policy, InteractionId? Self)> ReadAsync(string project, ExplainDocument request, CancellationToken cancellationToken)
    {
        var given = new object?[] { Given(request.InteractionId), request.Request, request.Text, Given(request.ToolId) }.Count(static part => part is not null);
        if (given != 1) throw ApiProblem.InvalidParameter("interaction_id", "Say what to explain with one of interaction_id, request, text, or tool_id with input.");
        if (Given(request.InteractionId) is { } id)
        {
            var record = await reads.RecordAsync(project, id, cancellationToken);
            var under = Policy(project, request.Policy ?? record.Interaction.Cache?.Policy);
            return (Of(record, under), under, record.Interaction.Id);
        }

        if (Given(request.ToolId) is { } tool)
        {
            if (request.Input is not { ValueKind: not JsonValueKind.Null } input) throw ApiProblem.InvalidParameter("input", "Say what the tool would be given: a text or any JSON.");
            var under = Policy(project, request.Policy ?? CachePresets.ToolsName);
            return (ToolKeys.Key(project, tool, ToolInput.Of(input), null, under), under, null);
        }

        var policy = Policy(project, request.Policy);
        var body = request.Request is { } json ? Encoding.UTF8.GetBytes(json.GetRawText()) : Chat(request.Text!, request.Model);
        var (provider, path) = (Given(request.Provider) ?? "openai", Given(request.Path) ?? "/v1/chat/completions");
        var wire = new WireRequest("POST", path, body, "application/json");
        var dialect = DialectCatalog.Find(null, provider, "POST", path, body);
        return (CacheKeyReader.Read(new CacheRequest(provider, dialect, wire, "", []), Scope(project, policy, ""), policy.Policy), policy, null);
    }

    /// <summary>The key of a recorded call: where it missed, the key it had; else as far as the record tells it.</summary>
    public static CacheKey Of(RecordedInteraction record, PolicyInForce policy)
    {
        var call = record.Interaction;
        if (record.Request is null || DecodedBody.Find(record.Request) is not { } body) return new CacheKey { Refusal = Reprise.Cache.CacheReasons.NotReadable };
        if (policy.Policy.Name == CachePresets.ToolsName && call.Name is { } tool && ToolInput.Of(body) is { } input)
            return ToolKeys.Key(call.Project, tool, input, call.Metadata is { } metadata ? DeclaredInputs.Read(metadata) : null, policy);
        var operation = (call.Operation ?? "POST").Split(' ', 2);
        var wire = new WireRequest(operation[0], operation.Length > 1 ? operation[1] : "", body, record.Request.ContentType);
        var request = new CacheRequest(call.Provider ?? "", DialectCatalog.OfRecord(call.Dialect), wire, "", []);
        var key = CacheKeyReader.Read(request, Scope(call.Project, policy, OwnerOf(call, policy.Policy)), policy.Policy);
        // The recorded one knows headers, query and owner.
        return CacheHeaders.TryReadKey(record.ResponseHeaders, out var recorded) && call.Cache?.Policy == policy.Policy.Name ? key with { Partition = recorded.Partition, Exact = recorded.Exact } : key;
    }

    private PolicyInForce Policy(string project, string? name) => PolicyEndpoints.Known(policies, project, Given(name) ?? policies.UseOf(project).Policy);

    private static CacheScope Scope(string project, PolicyInForce policy, string within) => new(project, policy.Policy.Name, policy.Generation, within, []);

    private static string OwnerOf(Interaction call, CachePolicy policy)
    {
        var owner = policy.Sharing switch
        {
            CacheSharing.User when call.UserId is { } user => $"user={user}",
            CacheSharing.Session when call.SessionId is { } session => $"session={session}",
            _ => "",
        };
        return owner.Length == 0 ? "" : $"{owner.Length}:{owner}";
    }

    private static byte[] Chat(string text, string? model)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_plain))
        {
            writer.WriteStartObject();
            if (model is not null) writer.WriteString("model", model);
            writer.WriteStartArray("messages");
            writer.WriteStartObject();
            writer.WriteString("role", "user");
            writer.WriteString("content", text);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
