using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Reprise.Cache.Statistics;
using Reprise.Cache.Tools;
using Reprise.Client.Documents;
using Reprise.Documents;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>Logs a call, so that its answer can be found again; when it returns it is durable.</summary>
    /// <returns>The interaction's id.</returns>
    public async Task<string> LogInteractionAsync(LoggedInteraction call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        var result = await IngestLinesAsync([Record(call)], compress: false, cancellationToken).ConfigureAwait(false);
        return result.InteractionIds is [var id, ..] ? id : throw new RepriseApiException("The server stored the call and did not say under which id. Is this a Reprise server?");
    }

    /// <summary>Calls of a tool with the same or a like input, best first by quality × similarity, the newest among equals.</summary>
    public async Task<IReadOnlyList<SimilarInteraction>> FindSimilarInteractionsAsync(FindSimilarRequest request, CancellationToken cancellationToken = default) =>
        (await ReadAsync(HttpMethod.Post, "api/cache/find", Json(request, ClientJson.Default.FindSimilarRequest), ClientJson.Default.SimilarInteractionList, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>The one answer to use instead of calling the tool, if there is one near enough, good and new.</summary>
    public Task<CachedResult> GetCachedResultAsync(CachedResultRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/cache/lookup", Json(request, ClientJson.Default.CachedResultRequest), ClientJson.Default.CachedResult, cancellationToken);

    /// <summary>Says how good an answer is, 0 to 1; the latest word counts.</summary>
    public async Task<FactDocument> UpdateInteractionQualityAsync(string interactionId, double qualityScore, string? author = null, string? reason = null, CancellationToken cancellationToken = default) =>
        await ReadAsync(
            HttpMethod.Post, $"api/interactions/{Uri.EscapeDataString(interactionId)}/quality", Json(new QualityRequest(qualityScore, author, reason), ClientJson.Default.QualityRequest),
            ClientJson.Default.FactDocument, cancellationToken).ConfigureAwait(false);

    /// <summary>How often a tool was called, how well, how good and how fast.</summary>
    /// <param name="toolId">The tool.</param>
    /// <param name="hours">How far back from now; null for all there is.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<ToolStatistics> GetToolStatisticsAsync(string toolId, double? hours = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            new QueryText($"api/tools/{Uri.EscapeDataString(toolId)}/statistics").And("hours", hours?.ToString(CultureInfo.InvariantCulture)).ToString(), ClientJson.Default.ToolStatistics, cancellationToken);

    private static ReadOnlyMemory<byte> Record(LoggedInteraction call)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (call.InteractionId is { } id) writer.WriteString("interaction_id", id);
            if (call.Timestamp is { } at) writer.WriteString("timestamp", at.UtcDateTime);
            writer.WriteString("kind", call.InteractionType);
            writer.WriteString("name", call.ToolId);
            writer.WriteString("status", call.Success ? "success" : "error");
            if (call.QualityScore is { } quality) writer.WriteNumber("quality_score", quality);
            if (call.LatencyMs is { } latency) writer.WriteNumber("latency_ms", latency);
            Write(writer, "input", call.Input);
            Write(writer, "output", call.Output);
            if (call.Metadata is { ValueKind: JsonValueKind.Object } || call.Inputs is { Count: > 0 }) WriteMetadata(writer, call);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, LoggedInteraction call)
    {
        writer.WriteStartObject("metadata");
        if (call.Metadata is { ValueKind: JsonValueKind.Object } metadata)
        {
            foreach (var property in metadata.EnumerateObject().Where(static property => !property.NameEquals(DeclaredInputs.MetadataName))) Write(writer, property.Name, property.Value);
        }

        if (call.Inputs is { Count: > 0 } inputs)
        {
            writer.WriteStartObject(DeclaredInputs.MetadataName);
            foreach (var (name, hash) in inputs.OrderBy(static input => input.Key, StringComparer.Ordinal)) writer.WriteString(name, hash);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Letter for letter, so that the recorded input is the one that is asked for later; but on one line.</summary>
    private static void Write(Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        value.WriteTo(writer);
    }
}
