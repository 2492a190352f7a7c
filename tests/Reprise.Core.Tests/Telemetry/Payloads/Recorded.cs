using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Assembling;
using Reprise.Documents;
using Reprise.Telemetry;
using Reprise.Wire;

namespace Reprise.Core.Tests.Telemetry;

/// <summary>What became of one span: its record, and what it said of its trace, as JSON.</summary>
internal sealed class Recorded
{
    private Recorded(TelemetrySpan span, InteractionDocument document, InteractionDocument? trace)
    {
        Span = span;
        Document = document;
        Json = (JsonObject)JsonNode.Parse(JsonSerializer.Serialize(document, DocumentJson.Default.InteractionDocument))!;
        Trace = trace is null ? null : (JsonObject)JsonNode.Parse(JsonSerializer.Serialize(trace, DocumentJson.Default.InteractionDocument))!;
    }

    public TelemetrySpan Span { get; }
    public InteractionDocument Document { get; }
    public JsonObject Json { get; }
    public JsonObject? Trace { get; }

    public static IReadOnlyList<Recorded> Of(JsonElement payload) => [.. PayloadReader.Spans(payload).Select(Of)];

    public static Recorded Of(TelemetrySpan span)
    {
        var pieces = SpanReader.Read(span, "test");
        return new Recorded(span, pieces.Single(piece => !piece.IsOfTrace).Content, pieces.SingleOrDefault(piece => piece.IsOfTrace)?.Content);
    }

    /// <summary>Null where the server's reader would refuse the record.</summary>
    public static string? Mistake(Piece piece)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(piece.Content with { Facts = piece.Facts.Count == 0 ? null : piece.Facts }, DocumentJson.Default.InteractionDocument);
        return new DocumentReader(DialectCatalog.FindByName, TimeProvider.System).Read(json, "test").Mistake;
    }
}
