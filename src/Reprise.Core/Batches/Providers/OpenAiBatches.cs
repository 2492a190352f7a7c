using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Reprise.Batches.Providers;

/// <summary>OpenAI's: a file of requests, a batch over it, a file of answers and a file of errors. Others speak it too.</summary>
/// <remarks>Source: OpenAI API reference, "Batch" and "Files", as known in 2026.</remarks>
internal sealed class OpenAiBatches : BatchApi
{
    /// <summary>By which a batch is found again that was made without our hearing of it.</summary>
    private const string Mark = "reprise";

    public static OpenAiBatches Instance { get; } = new();

    public override (int Calls, long Bytes) Most => (50_000, 200_000_000);

    public override bool IsOfOneModel => true;

    public override bool HasFiles => true;

    public override string? PathOf(JsonElement body) => Child(body, "messages") is not null ? "/v1/chat/completions" : null;

    public override BatchMessage? Upload(Batch batch, BatchLeg leg, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Body)> calls)
    {
        var boundary = "reprise-" + RandomNumberGenerator.GetHexString(32);
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        Add($"--{boundary}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{batch.Id}-{leg.Number}.jsonl\"\r\nContent-Type: application/jsonl\r\n\r\n");
        var operation = "/v1/" + leg.Path[PrefixOf(leg.Path)!.Length..];
        foreach (var (id, body) in calls)
        {
            Add($$"""{"custom_id":"{{id}}","method":"POST","url":"{{operation}}","body":""");
            output.Write(body.Span);
            Add("}\n");
        }

        Add($"\r\n--{boundary}--\r\n");
        return new BatchMessage("POST", PrefixOf(leg.Path) + "files") { Body = output.WrittenMemory, ContentType = $"multipart/form-data; boundary={boundary}" };

        void Add(string text) => Encoding.UTF8.GetBytes(text, output);
    }

    public override BatchMessage Create(Batch batch, BatchLeg leg, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Body)> calls)
    {
        var prefix = PrefixOf(leg.Path)!;
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("input_file_id", leg.FileId);
            writer.WriteString("endpoint", "/v1/" + leg.Path[prefix.Length..]);
            writer.WriteString("completion_window", "24h");
            writer.WriteStartObject("metadata");
            writer.WriteString(Mark, MarkOf(batch, leg));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return new BatchMessage("POST", prefix + "batches") { Body = body.WrittenMemory, ContentType = "application/json" };
    }

    public override BatchMessage Latest(BatchLeg leg) => new("GET", PrefixOf(leg.Path) + "batches") { Query = "?limit=100" };

    public override IReadOnlyList<string> Candidates(Batch batch, BatchLeg leg, JsonElement answer) =>
        Child(answer, "data") is { ValueKind: JsonValueKind.Array } all
            ? [.. all.EnumerateArray().Where(one => Child(one, "metadata") is { } metadata && Text(metadata, Mark) == MarkOf(batch, leg)).Select(static one => Text(one, "id")).OfType<string>()]
            : [];

    public override BatchMessage Look(BatchLeg leg) => new("GET", $"{PrefixOf(leg.Path)}batches/{Uri.EscapeDataString(leg.RemoteId!)}");

    public override BatchMessage Cancel(BatchLeg leg) => new("POST", $"{PrefixOf(leg.Path)}batches/{Uri.EscapeDataString(leg.RemoteId!)}/cancel");

    public override BatchStatus StatusOf(JsonElement answer)
    {
        var word = Text(answer, "status");
        return new BatchStatus
        {
            Id = Text(answer, "id"),
            Word = word,
            HasEnded = word is "completed" or "failed" or "expired" or "cancelled",
            WithoutResult = word switch { "expired" => RowState.Expired, "cancelled" => RowState.Cancelled, "failed" => RowState.Failed, _ => RowState.Unanswered },
            Refusal = word == "failed" ? RefusalIn(answer) : null,
            Files = [.. new[] { Text(answer, "output_file_id"), Text(answer, "error_file_id") }.Where(static file => !string.IsNullOrEmpty(file)).OfType<string>()],
            EndedAt = TimeOf(answer, "completed_at") ?? TimeOf(answer, "expired_at") ?? TimeOf(answer, "cancelled_at") ?? TimeOf(answer, "failed_at"),
        };
    }

    public override IReadOnlyList<BatchMessage> Results(BatchLeg leg, BatchStatus status) =>
        [.. status.Files.Select(file => new BatchMessage("GET", $"{PrefixOf(leg.Path)}files/{Uri.EscapeDataString(file)}/content"))];

    public override BatchResult? ResultOf(ReadOnlyMemory<byte> line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        if (Text(root, "custom_id") is not { } id) return null;
        if (Child(root, "response") is { ValueKind: JsonValueKind.Object } response)
        {
            var status = Child(response, "status_code") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var code) && code is >= 100 and < 600 ? code : 200;
            return new BatchResult(id, status < 400 ? RowState.Succeeded : RowState.Failed)
            {
                HttpStatus = status,
                Body = Child(response, "body") is { } body ? JsonMarshal.GetRawUtf8Value(body).ToArray() : default,
                RequestId = Text(response, "request_id"),
            };
        }

        if (Child(root, "error") is not { } error) return null;
        return Text(error, "code") switch
        {
            "batch_expired" => new BatchResult(id, RowState.Expired),
            "batch_cancelled" => new BatchResult(id, RowState.Cancelled),
            _ => new BatchResult(id, RowState.Failed) { Body = (byte[])[.. "{\"error\":"u8, .. JsonMarshal.GetRawUtf8Value(error), .. "}"u8] },
        };
    }

    protected override bool Takes(string operation) => operation != "messages";

    private static string MarkOf(Batch batch, BatchLeg leg) => $"{batch.Project}/{batch.Id}/{leg.Number}";

    private static string RefusalIn(JsonElement answer)
    {
        if (Child(answer, "errors") is not { } errors || Child(errors, "data") is not { ValueKind: JsonValueKind.Array } all) return "The provider refused the batch and did not say why.";
        var messages = all.EnumerateArray().Select(static error => Text(error, "message")).OfType<string>().Take(3);
        return $"The provider refused the batch: {string.Join(" ", messages)}";
    }
}
