using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Client.Recording;

/// <summary>A record on its way to a sink: one line of JSON, with an id and a time whatever it was recorded with.</summary>
/// <param name="Json">UTF-8, without its line feed.</param>
public readonly record struct RecordLine(ReadOnlyMemory<byte> Json)
{
    /// <summary>The record, for sinks that want to look into it. Throws <see cref="JsonException"/> for what no recorder wrote.</summary>
    public InteractionDocument Read() =>
        JsonSerializer.Deserialize(Json.Span, DocumentJson.Relaxed.InteractionDocument) ?? throw new JsonException("A record is a JSON object; found null.");
}
