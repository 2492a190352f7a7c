using System.Globalization;
using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Server.Langfuse;

/// <summary>One event of a batch: an observation begun or changed, a trace, a score.</summary>
internal sealed record LangfuseEvent
{
    private const int IdMax = 256;

    public required string Id { get; init; }

    /// <summary>Such as <c>generation-create</c>.</summary>
    public required string Type { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>An object.</summary>
    public required JsonElement Body { get; init; }

    public string? Word(string name) => Body.Text(name) is { Length: > 0 } text ? text : null;

    public JsonElement? Value(string name) => Body.Field(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;

    public DateTimeOffset? Time(string name) => TimeOf(Body.Text(name));

    /// <summary>An id that may stand in a key; null where there is none.</summary>
    public string? IdOf(string name)
    {
        if (Word(name) is not { } id) return null;
        return id.Length <= IdMax - 8 ? id : throw new LangfuseMistakeException($"{name} is longer than {IdMax - 8} characters");
    }

    /// <summary>Reads an event. Throws <see cref="LangfuseMistakeException"/> where it is none.</summary>
    public static LangfuseEvent Read(JsonElement json, DateTimeOffset now)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new LangfuseMistakeException("an event is a JSON object");
        if (json.Text("type") is not { Length: > 0 } type) throw new LangfuseMistakeException("type is missing");
        if (json.Object("body") is not { } body) throw new LangfuseMistakeException("body is missing or no object");
        return new LangfuseEvent { Id = IdIn(json), Type = type, At = TimeOf(json.Text("timestamp")) ?? now, Body = body };
    }

    /// <summary>The event's id as far as there is one, for telling what became of it.</summary>
    public static string IdIn(JsonElement json) => json.ValueKind == JsonValueKind.Object && json.Text("id") is { } id ? id.Length <= IdMax ? id : id[..IdMax] : "";

    private static DateTimeOffset? TimeOf(string? text) =>
        text is not null && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time >= DateTimeOffset.UnixEpoch && time.Year < 2248 ? time : null;
}

/// <summary>An event that cannot be taken; its message says why, without content.</summary>
internal sealed class LangfuseMistakeException(string message) : Exception(message);
