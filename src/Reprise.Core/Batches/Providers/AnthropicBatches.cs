using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Reprise.Batches.Providers;

/// <summary>Anthropic's: the requests go along with the making of the batch, and results are one stream of lines.</summary>
/// <remarks>Source: Anthropic API reference, "Message Batches", as known in 2026.</remarks>
internal sealed class AnthropicBatches : BatchApi
{
    /// <summary>By how much the provider's clock may be behind ours.</summary>
    private static readonly TimeSpan s_clocks = TimeSpan.FromMinutes(2);

    public static AnthropicBatches Instance { get; } = new();

    public override (int Calls, long Bytes) Most => (100_000, 256_000_000);

    public override bool IsOfOneModel => false;

    public override bool HasFiles => false;

    public override string? PathOf(JsonElement body) => "/v1/messages";

    public override BatchMessage? Upload(Batch batch, BatchLeg leg, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Body)> calls) => null;

    public override BatchMessage Create(Batch batch, BatchLeg leg, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Body)> calls)
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        Encoding.UTF8.GetBytes("{\"requests\":[", output);
        for (var i = 0; i < calls.Count; i++)
        {
            Encoding.UTF8.GetBytes($$"""{{(i == 0 ? "" : ",")}}{"custom_id":"{{calls[i].Id}}","params":""", output);
            output.Write(calls[i].Body.Span);
            output.Write("}"u8);
        }

        output.Write("]}"u8);
        return new BatchMessage("POST", All(leg)) { Body = output.WrittenMemory, ContentType = "application/json" };
    }

    public override BatchMessage Latest(BatchLeg leg) => new("GET", All(leg)) { Query = "?limit=100" };

    /// <summary>A batch here bears no mark of ours: those that were made since, of as many calls.</summary>
    public override IReadOnlyList<string> Candidates(Batch batch, BatchLeg leg, JsonElement answer)
    {
        if (Child(answer, "data") is not { ValueKind: JsonValueKind.Array } all) return [];
        return [.. all.EnumerateArray().Where(one => TimeOf(one, "created_at") >= leg.SubmittingAt - s_clocks && CountOf(one) == leg.Count).Select(static one => Text(one, "id")).OfType<string>()];
    }

    public override BatchMessage Look(BatchLeg leg) => new("GET", One(leg));

    public override BatchMessage Cancel(BatchLeg leg) => new("POST", One(leg) + "/cancel");

    public override BatchStatus StatusOf(JsonElement answer)
    {
        var word = Text(answer, "processing_status");
        return new BatchStatus
        {
            Id = Text(answer, "id"),
            Word = word,
            HasEnded = word == "ended",
            WithoutResult = TimeOf(answer, "cancel_initiated_at") is null ? RowState.Unanswered : RowState.Cancelled,
            EndedAt = TimeOf(answer, "ended_at"),
        };
    }

    /// <summary>By the batch's own path, whatever address its answer names.</summary>
    public override IReadOnlyList<BatchMessage> Results(BatchLeg leg, BatchStatus status) => [new("GET", One(leg) + "/results")];

    public override BatchResult? ResultOf(ReadOnlyMemory<byte> line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        if (Text(root, "custom_id") is not { } id || Child(root, "result") is not { } result) return null;
        switch (Text(result, "type"))
        {
            case "succeeded" when Child(result, "message") is { } message:
                return new BatchResult(id, RowState.Succeeded) { HttpStatus = 200, Body = JsonMarshal.GetRawUtf8Value(message).ToArray() };
            case "errored" when Child(result, "error") is { } error:
                // As a direct call would have been refused: sometimes that body is there, sometimes what stands inside of it.
                var isBody = Text(error, "type") == "error" && Child(error, "error") is not null;
                var raw = JsonMarshal.GetRawUtf8Value(error).ToArray();
                return new BatchResult(id, RowState.Failed)
                {
                    HttpStatus = StatusOfError(Text(isBody ? Child(error, "error")!.Value : error, "type")),
                    Body = isBody ? raw : [.. "{\"type\":\"error\",\"error\":"u8, .. raw, .. "}"u8],
                };
            case "expired":
                return new BatchResult(id, RowState.Expired);
            case "canceled":
                return new BatchResult(id, RowState.Cancelled);
            default:
                return null;
        }
    }

    protected override bool Takes(string operation) => operation == "messages";

    private string All(BatchLeg leg) => PrefixOf(leg.Path) + "messages/batches";

    private string One(BatchLeg leg) => $"{All(leg)}/{Uri.EscapeDataString(leg.RemoteId!)}";

    private static int CountOf(JsonElement batch) => Child(batch, "request_counts") is { ValueKind: JsonValueKind.Object } counts
        ? counts.EnumerateObject().Sum(static count => count.Value.ValueKind == JsonValueKind.Number && count.Value.TryGetInt32(out var number) ? number : 0)
        : -1;

    /// <summary>The status that a direct call would have had.</summary>
    private static int StatusOfError(string? type) => type switch
    {
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "request_too_large" => 413,
        "rate_limit_error" => 429,
        "api_error" => 500,
        "timeout_error" => 504,
        "overloaded_error" => 529,
        _ => 400,
    };
}
