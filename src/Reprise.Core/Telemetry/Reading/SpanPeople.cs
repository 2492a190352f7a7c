using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Telemetry;

/// <summary>Who and what a span belongs to: session, user, tags, and the sender's own values. Much of it is said of the whole trace.</summary>
internal sealed class SpanPeople
{
    private const int MaxId = 512;
    private static readonly string[] s_session =
    [
        "session.id", "langfuse.session.id", "langfuse.trace.session_id", "gen_ai.conversation.id", "ai.telemetry.metadata.sessionId", "ai.telemetry.metadata.session_id", "ai.telemetry.metadata.conversationId",
        "ai.telemetry.metadata.threadId", "langfuse.trace.metadata.langfuse_session_id", "langfuse.observation.metadata.langfuse_session_id", "traceloop.association.properties.session_id",
        "traceloop.association.properties.langfuse_session_id", "traceloop.association.properties.conversation_id", "traceloop.association.properties.thread_id", "traceloop.association.properties.chat_id",
        "gcp.vertex.agent.session_id", "langwatch.thread.id", "langwatch.thread_id", "langsmith.trace.session_id", "mlflow.trace.session", "gcp.vertex.agent.conversation_id",
    ];

    private static readonly string[] s_user =
    [
        "user.id", "langfuse.user.id", "langfuse.trace.user_id", "enduser.id", "ai.telemetry.metadata.userId", "ai.telemetry.metadata.user_id", "langfuse.trace.metadata.langfuse_user_id",
        "langfuse.observation.metadata.langfuse_user_id", "traceloop.association.properties.user_id", "traceloop.association.properties.langfuse_user_id", "gen_ai.request.user", "llm.user", "langwatch.user.id",
        "langwatch.user_id", "mlflow.trace.user", "gcp.vertex.agent.user_id", "gen_ai.user.id",
    ];

    private static readonly string[] s_tags =
    [
        "reprise.tags", "langfuse.trace.tags", "langfuse.tags", "tag.tags", "ai.telemetry.metadata.tags", "langfuse.trace.metadata.langfuse_tags", "langfuse.observation.metadata.langfuse_tags", "langwatch.tags", "langwatch.labels",
        "logfire.tags", "traceloop.association.properties.tags", "traceloop.association.properties.langfuse_tags", "langsmith.span.tags",
    ];

    private readonly List<KeyValuePair<string, JsonElement>> _own = [];
    private readonly List<KeyValuePair<string, JsonElement>> _ofTrace = [];

    private SpanPeople()
    {
    }

    public string? SessionId { get; private set; }
    public string? UserId { get; private set; }
    public IReadOnlyList<string> Tags { get; private set; } = [];

    /// <summary>The sender's own values for this span.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Metadata => _own;

    /// <summary>The sender's own values for its whole trace.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> TraceMetadata => _ofTrace;

    public bool SaysAnythingOfTrace => SessionId is not null || UserId is not null || Tags.Count > 0 || _ofTrace.Count > 0;

    public static SpanPeople Read(AttributeReader attributes, AttributeReader resource)
    {
        var people = new SpanPeople
        {
            SessionId = Id(attributes.Text(s_session)),
            UserId = Id(attributes.Text(s_user)),
            Tags = [.. attributes.Texts(s_tags).Where(tag => tag.Length <= 128).Distinct(StringComparer.Ordinal).Take(64)],
        };
        people.ReadMetadata(attributes);
        people.ReadRelease(attributes, resource);
        return people;
    }

    private void ReadMetadata(AttributeReader attributes)
    {
        Object(attributes, "langfuse.trace.metadata", _ofTrace);
        Object(attributes, "reprise.metadata", _own);
        Object(attributes, "langfuse.observation.metadata", _own);
        Object(attributes, "langfuse.metadata", _own, _ofTrace);
        Object(attributes, "metadata", _own);
        Object(attributes, "ai.telemetry.metadata", _own);
        Object(attributes, "traceloop.association.properties", _own);
        Object(attributes, "langwatch.metadata", _own);
        Object(attributes, "langsmith.metadata", _own);
        // OpenInference and LangChain keep these among the metadata too.
        SessionId ??= Id(Find(_own, "session_id", "langfuse_session_id", "thread_id", "conversation_id"));
        UserId ??= Id(Find(_own, "user_id", "langfuse_user_id"));
    }

    private void ReadRelease(AttributeReader attributes, AttributeReader resource)
    {
        Both("environment", attributes.Text("langfuse.environment", "langfuse.trace.environment", "deployment.environment.name", "deployment.environment", "gen_ai.environment"),
            resource.Text("langfuse.environment", "deployment.environment.name", "deployment.environment"));
        Both("release", attributes.Text("langfuse.release", "langfuse.trace.release"), resource.Text("langfuse.release"));
        Both("version", attributes.Text("langfuse.version", "langfuse.trace.version", "langfuse.observation.version"), resource.PeekText("service.version"));
        OfTrace("trace_name", attributes.Text("langfuse.trace.name", "langsmith.trace.name", "mlflow.traceName"));
        if (attributes.Flag("langfuse.trace.public", "langfuse.public") is true) _ofTrace.Add(new KeyValuePair<string, JsonElement>("public", TelemetryJson.Of(new TelemetryValue(true))));
        if (attributes.Text("traceloop.workflow.name") is { } workflow) _own.Add(new KeyValuePair<string, JsonElement>("workflow", RecordJson.String(workflow)));
    }

    /// <summary>An object under a name, and values under names below it, which win.</summary>
    private static void Object(AttributeReader attributes, string name, params ReadOnlySpan<List<KeyValuePair<string, JsonElement>>> targets)
    {
        var members = attributes.Below(name + ".").Where(one => !IsSaidElsewhere($"{name}.{one.Key}")).Select(one => new KeyValuePair<string, JsonElement>(one.Key, Plain(one.Value))).ToList();
        if (attributes.Peek(name) is { } whole && TelemetryJson.Parsed(whole) is { ValueKind: JsonValueKind.Object } json)
        {
            attributes.Take(name);
            members.AddRange(json.EnumerateObject().Select(member => new KeyValuePair<string, JsonElement>(member.Name, member.Value)));
        }

        foreach (var target in targets)
        {
            foreach (var member in members.Where(member => !target.Exists(one => one.Key == member.Key))) target.Add(member);
        }
    }

    private static bool IsSaidElsewhere(string name) => name == "ai.telemetry.metadata.tools" || Array.IndexOf(s_session, name) >= 0 || Array.IndexOf(s_user, name) >= 0 || Array.IndexOf(s_tags, name) >= 0;

    /// <summary>Langfuse writes every value as JSON, so that a text comes in quotes.</summary>
    private static JsonElement Plain(TelemetryValue value) => TelemetryJson.Parsed(value) ?? TelemetryJson.Of(value);

    private static string? Find(List<KeyValuePair<string, JsonElement>> members, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            foreach (var (key, value) in members)
            {
                if (key == name && value.ValueKind is JsonValueKind.String or JsonValueKind.Number) return value.AsText();
            }
        }

        return null;
    }

    /// <summary>What a process says of itself holds for its spans, and makes no statement about a trace that others may share.</summary>
    private void Both(string name, string? said, string? ofProcess)
    {
        if ((said ?? ofProcess) is { } text) _own.Add(new KeyValuePair<string, JsonElement>(name, RecordJson.String(text)));
        OfTrace(name, said);
    }

    private void OfTrace(string name, string? text)
    {
        if (text is not null) _ofTrace.Add(new KeyValuePair<string, JsonElement>(name, RecordJson.String(text)));
    }

    private static string? Id(string? id) => string.IsNullOrWhiteSpace(id) ? null : id.Length <= MaxId ? id : id[..MaxId];
}
